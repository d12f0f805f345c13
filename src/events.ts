import type { AllowlistEvent } from './events/allowlist.ts';
import type {
  CallbackJudged,
  CaseFinished,
  CheckFinished,
  CheckStarted,
  EndpointLost,
  EndpointReturned,
  ReportWritten,
} from './events/check.ts';
import type { SettingShown } from './events/config.ts';
import type { DoctorFinished, DoctorFound } from './events/doctor.ts';
import type { BodySigned, FixtureSaved, PayloadExplained, SignatureChecked } from './events/explain.ts';
import type { ForwardAnswered, ForwardFailed, ForwardResumed, ForwardWaiting } from './events/forward.ts';
import type { GraphEvent, GraphRetried, SubscriptionChecked, SwitchChecked } from './events/graph.ts';
import type {
  FaultSet,
  HandshakeAnswered,
  ReceiverListening,
  ReceiverReady,
  WebhookAnswered,
  WebhookDrifted,
  WebhookReceived,
  WebhookRefused,
} from './events/listen.ts';
import type { OverrideEvent } from './events/override.ts';
import type {
  DeliveryAnswered,
  DeliveryFailed,
  DeliveryPlanned,
  LoadPlanned,
  ReplayFinished,
} from './events/replay.ts';
import type { HistoryDamaged, HistoryPruned, SessionEnded, SettingNoted } from './events/session.ts';
import type {
  TunnelFailed,
  TunnelLimited,
  TunnelLost,
  TunnelOpened,
  TunnelOpening,
  TunnelProving,
} from './events/tunnel.ts';

export type * from './events/allowlist.ts';
export type * from './events/check.ts';
export type * from './events/config.ts';
export type * from './events/doctor.ts';
export type * from './events/explain.ts';
export type * from './events/forward.ts';
export type * from './events/graph.ts';
export { toLine } from './events/line.ts';
export type * from './events/listen.ts';
export type * from './events/override.ts';
export type * from './events/replay.ts';
export type * from './events/session.ts';
export type * from './events/tunnel.ts';

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
  | TunnelProving
  | TunnelOpened
  | TunnelFailed
  | TunnelLost
  | TunnelLimited
  | GraphRetried
  | SwitchChecked
  | SubscriptionChecked
  | OverrideEvent
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

/** What is asked about wa-webhook itself. */
export type OwnEvent = SettingShown | DoctorFound | DoctorFinished | SettingNoted;

/** Everything that can happen. A new variant does not compile until each reader handles it. */
export type HappenedEvent =
  | ListenEvent
  | ReplayEvent
  | ExplainEvent
  | SignatureEvent
  | CheckEvent
  | AllowlistEvent
  | GraphEvent
  | OwnEvent;

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
