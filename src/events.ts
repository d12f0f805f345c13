import type {
  CallbackJudged,
  CaseFinished,
  CheckFinished,
  CheckStarted,
  EndpointLost,
  EndpointReturned,
  ReportWritten,
} from './events/check.ts';
import type { Explanation } from './webhook/explain.ts';
import type { Notification } from './webhook/notification.ts';

export type {
  CallbackJudged,
  CaseFinished,
  CheckExchange,
  CheckFinished,
  CheckLevel,
  CheckStarted,
  EndpointLost,
  EndpointReturned,
  ReportWritten,
} from './events/check.ts';

/** Header names in lower case, repeated ones joined with `, `, as Node's http gives them. */
export type HeaderMap = Readonly<Record<string, string>>;

/** Exactly one of the two is there; both give back the exact bytes. */
export type Body = { readonly body: string } | { readonly bodyBase64: string };

/** Who sent a request, as far as that can be trusted; nobody where a tunnel hides it. */
export interface Sender {
  readonly address: string;
  /** The header that says so, or `connection` where no tunnel and no proxy stands between. */
  readonly via: string;
  /** Is it in the list that `ips refresh` kept? Absent where none is kept. */
  readonly isMeta?: boolean;
}

/** What is known of where a request came from. */
export interface Origin {
  readonly sender?: Sender;
  /** What tunnels and proxies added to the headers on the way; `headers` are without them. Absent where nothing was. */
  readonly addedHeaders?: HeaderMap;
}

export type SignatureState =
  | { readonly state: 'valid' }
  | { readonly state: 'unchecked' }
  | { readonly state: 'missing'; readonly reason: string; readonly cause?: string }
  | { readonly state: 'invalid'; readonly reason: string; readonly cause?: string };

/** Who decided the answer that went back to Meta. */
export type AnsweredBy = 'listen' | 'app' | 'fault';

export interface ReceiverListening {
  readonly type: 'receiver.listening';
  readonly url: string;
  readonly isSignatureChecked: boolean;
  readonly forwardTo: readonly string[];
  /** The port that was wanted and taken, when another one was used instead. */
  readonly insteadOfPort?: number;
}

export interface ReceiverReady {
  readonly type: 'receiver.ready';
  readonly localUrl: string;
  readonly publicUrl: string | null;
  readonly verifyToken: string;
}

export interface HandshakeAnswered {
  readonly type: 'handshake.answered';
  readonly status: number;
  readonly ok: boolean;
  /** Why it was refused. */
  readonly reason?: string;
  readonly by: AnsweredBy;
  readonly userAgent?: string;
  readonly tookMs: number;
}

export type WebhookReceived = {
  readonly type: 'webhook.received';
  readonly id: string;
  /** The targets that get it after the answer (`--answer now`): it waits for each of them until they take it. */
  readonly waitsFor?: readonly string[];
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderMap;
  readonly sizeBytes: number;
  readonly signature: SignatureState;
  readonly notifications: readonly Notification[];
  /** The earlier webhook that this one repeats, and how long ago that came. */
  readonly duplicateOf?: string;
  readonly duplicateAfterMs?: number;
} & Origin &
  Body;

export interface WebhookAnswered {
  readonly type: 'webhook.answered';
  readonly id: string;
  /** 0 where the connection was closed without an answer, on purpose. */
  readonly status: number;
  readonly tookMs: number;
  readonly by: AnsweredBy;
  /** How long the answer was held back on purpose. */
  readonly delayMs?: number;
  /** There when nobody was left to read the answer: Meta takes that for a failure, whatever the status. */
  readonly reason?: string;
}

/** What goes wrong on purpose from now on: told at the start where there is something, and at each change. */
export interface FaultSet {
  readonly type: 'fault.set';
  /** As `--respond` takes them; none of them when answers are the usual ones again. */
  readonly respond: readonly string[];
  readonly delayMs: number;
}

/** A webhook that holds what Meta's documentation does not name: told after the answer, which need not wait for it. */
export interface WebhookDrifted {
  readonly type: 'webhook.drifted';
  readonly id: string;
  /** Where: `messages[0].image.ai_tags`. At most so many as a person reads; `findings` counts them all. */
  readonly unknown: readonly string[];
  /** How much differs from the documentation altogether, what is missing or of another type included. */
  readonly findings: number;
  /** Is there something that no earlier webhook of this session had? */
  readonly isNew: boolean;
  /** Which wa-webhook did not know it. */
  readonly version: string;
}

export type WebhookRefused = {
  readonly type: 'webhook.refused';
  readonly status: number;
  readonly reason: string;
  readonly cause?: string;
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderMap;
  readonly sizeBytes: number;
} & Origin &
  Partial<{ readonly body: string; readonly bodyBase64: string }>;

/** With `--answer now` a webhook is tried until the app takes it. */
interface ForwardTry {
  /** There from the second try on. A try that ends like the one before is not told. */
  readonly try?: number;
  /** The app may have had it before: an earlier try ended, or died with us, before an answer was seen. */
  readonly isUnsure?: boolean;
}

export interface ForwardAnswered extends ForwardTry {
  readonly type: 'forward.answered';
  readonly id: string;
  readonly to: string;
  readonly status: number;
  readonly tookMs: number;
}

export interface ForwardFailed extends ForwardTry {
  readonly type: 'forward.failed';
  readonly id: string;
  readonly to: string;
  readonly code: string;
  readonly reason: string;
  readonly tookMs: number;
}

/** Webhooks were answered and wait on disk for their target. */
export interface ForwardWaiting {
  readonly type: 'forward.waiting';
  readonly to: string;
  /**
   * `not-taken`: the target is silent or refuses. `left-over`: an earlier session left them, and they are delivered now.
   * `unserved`: so too, but this session does not forward there. `stopped`: this session ends.
   */
  readonly why: 'not-taken' | 'left-over' | 'unserved' | 'stopped';
  /** When stopped: the first of them was cut off in the middle, and may have arrived. */
  readonly isUnsure?: boolean;
  readonly waiting: number;
  readonly reason?: string;
  readonly retryInMs?: number;
}

/** The target takes webhooks again. */
export interface ForwardResumed {
  readonly type: 'forward.resumed';
  readonly to: string;
  readonly afterMs: number;
  /** What is left of those that had to wait, and is delivered next. */
  readonly waiting: number;
}

export interface HistoryDamaged {
  readonly type: 'history.damaged';
  readonly file: string;
  readonly skippedLines: number;
}

/** Old history was removed, or would be. */
export interface HistoryPruned {
  readonly type: 'history.pruned';
  readonly isDryRun: boolean;
  /** The files. */
  readonly removed: readonly string[];
  /** The files of which a beginning went. */
  readonly shortened: readonly string[];
  /** The files that stay although they are old: a `listen` writes to them, or a webhook in them waits for its app. */
  readonly heldBack: readonly string[];
  readonly freedBytes: number;
  readonly leftBytes: number;
}

export interface TunnelOpening {
  readonly type: 'tunnel.opening';
  readonly provider: string;
  readonly attempt: number;
}

export interface TunnelOpened {
  readonly type: 'tunnel.opened';
  readonly provider: string;
  readonly url: string;
  /** The URL that Meta may still have, when this one differs from it. */
  readonly previousUrl?: string;
  /** There with `previousUrl`: the request to run that tells Meta the new one, for one phone number. */
  readonly overrideRequest?: string;
  /** How long Meta had no way here, when it had one before. */
  readonly downMs?: number;
  /** Things to know about this provider, once each: a clear-text leg, a reminder page. */
  readonly notices: readonly string[];
}

export interface TunnelFailed {
  readonly type: 'tunnel.failed';
  readonly provider: string;
  readonly code: string;
  readonly reason: string;
  /** When the next attempt starts; absent when there is none. */
  readonly retryInMs?: number;
}

export interface TunnelLost {
  readonly type: 'tunnel.lost';
  readonly provider: string;
  readonly url: string;
  readonly reason: string;
  /** How long it had stood. */
  readonly upMs?: number;
}

/** The tunnel stands, but something on its way takes no webhook as large as Meta's largest. */
export interface TunnelLimited {
  readonly type: 'tunnel.limited';
  readonly provider: string;
  readonly url: string;
  readonly passedBytes: number;
  readonly refusedBytes: number;
  /** What the refusal was. */
  readonly reason: string;
}

export interface SettingNoted {
  readonly type: 'setting.noted';
  readonly setting: string;
  readonly note: string;
}

export interface SessionEnded {
  readonly type: 'session.ended';
  readonly received: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Answered, and not yet taken by an app: the next `listen --answer now` delivers them. There when there are some. */
  readonly waiting?: number;
  readonly reason: string;
}

/** With the app secret, with the signature that it came with, with the secret of another app, or not at all. */
export type Signed = 'anew' | 'as-it-came' | 'wrongly' | 'not';

export interface DeliveryPlanned {
  readonly type: 'delivery.planned';
  readonly n: number;
  readonly what: string;
  readonly to: string;
  readonly try: number;
  /** On Meta's clock: a retry counts from the first try, a webhook of a scenario from the start. */
  readonly virtualMs: number;
  /** On ours since the start, with `--speed`, and `--interval` as if every answer came at once. */
  readonly realMs: number;
  /** The first of those that start at this same instant. */
  readonly atOnceWith?: number;
  readonly signed: Signed;
  /** There when something else than a mere 200 is. */
  readonly expected?: { readonly status: number; readonly withinMs?: number };
  readonly sizeBytes: number;
  /** Of the body, in hexadecimal: two plans send the same when these are the same. */
  readonly sha256: string;
  /** A planned retry happens only while the answer is not 200. */
  readonly isRetry: boolean;
}

/** What a load is going to do; the deliveries follow. */
export interface LoadPlanned {
  readonly type: 'load.planned';
  readonly to: string;
  /** Webhooks a second; without it the next one leaves as soon as a connection is free. */
  readonly perSecond?: number;
  /** At most so many are on their way at once; without a rate, exactly so many. */
  readonly connections: number;
  /** After it nothing more leaves. */
  readonly durationMs?: number;
  /** Where it is known before. */
  readonly deliveries?: number;
}

interface DeliveryAttempt {
  readonly n: number;
  readonly what: string;
  readonly to: string;
  readonly try: number;
  readonly sizeBytes: number;
  readonly tookMs: number;
  /** On Meta's clock, counted from the first try; there on retries. */
  readonly virtualMs?: number;
  /** On ours, counted from the first try as well; there on retries. */
  readonly realMs?: number;
  /** How late it left, since all connections were busy, in a load with a rate; `tookMs` counts it in. */
  readonly lateMs?: number;
  /** After how long Meta would send it again, on its clock; null when it would give up. There unless Meta takes it for delivered. */
  readonly metaRepeatsInMs?: number | null;
}

export interface DeliveryAnswered extends DeliveryAttempt {
  readonly type: 'delivery.answered';
  readonly status: number;
  readonly ok: boolean;
  /** Why this answer counts as a failure, or is slow. */
  readonly reason?: string;
}

export interface DeliveryFailed extends DeliveryAttempt {
  readonly type: 'delivery.failed';
  readonly code: string;
  readonly reason: string;
}

export interface ReplayFinished {
  readonly type: 'replay.finished';
  readonly sent: number;
  /** Answered as expected, otherwise, and not at all. */
  readonly ok: number;
  readonly refused: number;
  readonly failed: number;
  /** Of all these, how many Meta would send again: the last answer was not 200. */
  readonly repeatable: number;
  /** Planned and not sent, since `--fail-fast` or the user ended it; there when there are some. */
  readonly unsent?: number;
  /** There when something else than a mere 200 was expected. */
  readonly expected?: { readonly status: number; readonly withinMs?: number };
  readonly bytes: number;
  /** Of the answers: until status and headers were there, in a load with a rate from when the webhook was due. */
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly perSecond: number;
  /** How many answers had which status, and how many requests had none, by the code of what went wrong. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** There for a load with a rate. */
  readonly pace?: LoadPace;
}

/** Whether the endpoint kept up with the rate. */
export interface LoadPace {
  readonly perSecond: number;
  readonly connections: number;
  /** How many left late, since each connection was busy when they were due; how many of them waited at once, and how long. */
  readonly waited: number;
  readonly mostWaiting: number;
  readonly maxLateMs: number;
  /** The endpoint's own time, from when a webhook left to its answer. */
  readonly service: Times;
}

export interface Times {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** The long answer about one payload. */
export interface PayloadExplained extends Explanation {
  readonly type: 'payload.explained';
  /** The fixture, the file, or the id of the webhook. */
  readonly what: string;
  readonly sizeBytes: number;
}

export interface FixtureSaved {
  readonly type: 'fixture.saved';
  readonly path: string;
  /** How many different names, numbers, ids and texts were replaced. */
  readonly replaced: number;
}

export interface BodySigned {
  readonly type: 'body.signed';
  readonly what: string;
  readonly sizeBytes: number;
  /** `X-Hub-Signature-256` and the older `X-Hub-Signature`. */
  readonly signature: string;
  readonly legacySignature: string;
  /** No body of Meta's does; an editor may have put it there. */
  readonly endsInLineBreak: boolean;
}

export interface SignatureChecked {
  readonly type: 'signature.checked';
  readonly what: string;
  readonly sizeBytes: number;
  readonly ok: boolean;
  /** There when it is not that of the body. */
  readonly reason?: string;
  readonly cause?: string;
}

export interface AllowlistAsked {
  readonly type: 'allowlist.asked';
  readonly server: string;
  readonly query: string;
}

export interface AllowlistRetried {
  readonly type: 'allowlist.retried';
  readonly server: string;
  readonly reason: string;
  readonly inMs: number;
}

/** What a saved answer was taken for, by what is in it. */
export interface AllowlistRecognised {
  readonly type: 'allowlist.recognised';
  readonly source: string;
  readonly kind: 'rpsl' | 'prefixes' | 'geofeed' | 'ripestat' | 'json-list';
}

/** A prefix and who registered it. */
export interface RegisteredPrefix {
  readonly prefix: string;
  readonly maintainers: readonly string[];
  readonly sources: readonly string[];
}

/** Addresses as the fewest prefixes that cover them. The counts are text, as IPv6 has more than a JSON number holds. */
export interface Coverage {
  readonly prefixes: readonly string[];
  readonly ipv4Addresses: string;
  readonly ipv6Addresses: string;
}

/** What changed from one list to another: coverage first, as most new lines lie in space that was covered before. */
export interface ListChange {
  readonly gained: Coverage;
  readonly lost: Coverage;
  /** What came and went by registrations of others than Meta alone; not in the two above. */
  readonly foreign: { readonly gained: Coverage; readonly lost: Coverage };
  /** Registered prefixes, whether the coverage changed or not. */
  readonly lines: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

export interface AllowlistRefreshed {
  readonly type: 'allowlist.refreshed';
  readonly asns: readonly number[];
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** False for a saved answer without its end mark: every object is whole, but more may have followed. */
  readonly isComplete: boolean;
  /** False for a list of bare prefixes: whose they are, it does not say. */
  readonly knowsMaintainers: boolean;
  readonly isAggregated: boolean;
  readonly routeObjects: number;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** Prefixes that no maintainer of Meta's stands behind; they are in the list all the same. */
  readonly foreign: readonly RegisteredPrefix[];
  /** Prefixes that `--meta-only` or `--maintainer` left out. */
  readonly leftOut: readonly RegisteredPrefix[];
  /** Since when the list is this one. */
  readonly since: string;
  /** What changed from the list kept before; absent where there was none. */
  readonly change?: ListChange;
  /** Where the list was kept. */
  readonly keptIn: string;
  /** Where `--output` wrote it. */
  readonly writtenTo?: string;
  /** What the format could not take. */
  readonly note?: string;
  /** Why the list that was kept before could not be compared with. */
  readonly keptProblem?: string;
  /** What `--force` let pass. */
  readonly acceptedChange?: string;
}

export interface AllowlistListed {
  readonly type: 'allowlist.listed';
  readonly asns: readonly number[];
  readonly source: string;
  /** When the list was last found to be so, and since when it is this one. */
  readonly foundAt: string;
  readonly since: string;
  readonly isAggregated: boolean;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly foreign: readonly RegisteredPrefix[];
  /** There when nobody asked for a month: Meta's addresses change more often. */
  readonly oldByDays?: number;
  readonly writtenTo?: string;
  readonly note?: string;
}

/** One side of a comparison. */
export interface ComparedList {
  readonly source: string;
  readonly foundAt: string | null;
  readonly prefixes: number;
}

export type AllowlistCompared = {
  readonly type: 'allowlist.compared';
  readonly asns: readonly number[];
  /** Null where only one list was kept so far. */
  readonly from: ComparedList | null;
  readonly to: ComparedList;
  readonly isSame: boolean;
} & ListChange;

export interface AddressChecked {
  readonly type: 'address.checked';
  readonly address: string;
  readonly isInside: boolean;
  /** By which registration, the narrowest one, and whose it is. */
  readonly by?: RegisteredPrefix;
  /** There when no maintainer of Meta's stands behind any registration that holds the address. */
  readonly isForeign?: boolean;
}

export interface AddressesCounted {
  readonly type: 'addresses.counted';
  readonly source: string;
  readonly inside: number;
  readonly outside: number;
  /** Lines whose first column is no address. */
  readonly unreadable: number;
  /** Who is outside most often. */
  readonly outsiders: readonly { readonly address: string; readonly times: number }[];
}

export type ListenEvent =
  | ReceiverListening
  | ReceiverReady
  | HandshakeAnswered
  | WebhookReceived
  | WebhookAnswered
  | FaultSet
  | WebhookDrifted
  | WebhookRefused
  | ForwardAnswered
  | ForwardFailed
  | ForwardWaiting
  | ForwardResumed
  | HistoryDamaged
  | HistoryPruned
  | TunnelOpening
  | TunnelOpened
  | TunnelFailed
  | TunnelLost
  | TunnelLimited
  | SettingNoted
  | SessionEnded;

export type ReplayEvent =
  | LoadPlanned
  | DeliveryPlanned
  | DeliveryAnswered
  | DeliveryFailed
  | ReplayFinished
  | SettingNoted;

export type ExplainEvent = PayloadExplained | FixtureSaved;

export type SignatureEvent = BodySigned | SignatureChecked;

export type CheckEvent =
  | CheckStarted
  | CaseFinished
  | EndpointLost
  | EndpointReturned
  | CheckFinished
  | CallbackJudged
  | ReportWritten
  | SettingNoted;

export type AllowlistEvent =
  | AllowlistAsked
  | AllowlistRetried
  | AllowlistRecognised
  | AllowlistRefreshed
  | AllowlistListed
  | AllowlistCompared
  | AddressChecked
  | AddressesCounted;

/** Everything that can happen. A new variant does not compile until each reader handles it. */
export type HappenedEvent = ListenEvent | ReplayEvent | ExplainEvent | SignatureEvent | CheckEvent | AllowlistEvent;

/** The version of the JSON lines, a public contract. */
const VERSION = 1;

/** An event with its stamp: what every reader gets, and what one JSON line holds. */
export type Stamped<E extends HappenedEvent = HappenedEvent> = E & { readonly at: string; readonly v: typeof VERSION };

export type Emit = (event: HappenedEvent) => void;

export type EventReader = (event: Stamped) => void;

export interface EventStream {
  /** Stamps and publishes. */
  readonly emit: Emit;
  /** Stamps only, for what must be on disk before anyone hears of it. */
  readonly stamp: <E extends HappenedEvent>(event: E) => Stamped<E>;
  readonly publish: (event: Stamped) => void;
  readonly subscribe: (reader: EventReader) => void;
}

/** The one stream of a run. Readers subscribe before anything may emit and hear everything, in order. */
export function createEventStream(now: () => Date): EventStream {
  const readers: EventReader[] = [];
  let lastMs = Number.NaN;
  let lastText = '';

  // In a flood many events share their millisecond.
  const at = (): string => {
    const time = now();
    const ms = time.getTime();
    if (ms !== lastMs) {
      lastMs = ms;
      lastText = time.toISOString();
    }
    return lastText;
  };

  const stamp = <E extends HappenedEvent>(event: E): Stamped<E> => {
    // `type` is named to come first in every line, with `at` and `v` behind it; the shape stays E's.
    return Object.assign({ type: event.type, at: at(), v: VERSION }, event) as unknown as Stamped<E>;
  };
  const publish = (event: Stamped) => {
    for (const reader of readers) reader(event);
  };

  return {
    stamp,
    publish,
    emit: (event) => publish(stamp(event)),
    subscribe: (reader) => void readers.push(reader),
  };
}

/** The JSON line of an event in bytes, with its newline. Made once: a 3 MB body goes to history and to stdout from the same memory. */
export function toLine(event: Stamped): Uint8Array {
  const known = recentLines.get(event) ?? earlierLines.get(event) ?? largeLines.get(event);
  if (known !== undefined) return known;

  const line = Buffer.from(`${JSON.stringify(event)}\n`, 'utf8');
  remember(event, line);
  return line;
}

/**
 * The readers ask one soon after the other. A WeakMap for all of them would cost a flood more than it saves, since each
 * collection of garbage walks through it.
 */
let recentLines = new Map<Stamped, Uint8Array>();
let earlierLines = new Map<Stamped, Uint8Array>();
const largeLines = new WeakMap<Stamped, Uint8Array>();

const MAX_RECENT = 64;
const LARGE_BYTES = 16 * 1024;

function remember(event: Stamped, line: Uint8Array): void {
  if (line.byteLength > LARGE_BYTES) {
    largeLines.set(event, line);
    return;
  }
  if (recentLines.size >= MAX_RECENT) [recentLines, earlierLines] = [new Map(), recentLines];
  recentLines.set(event, line);
}
