import type { HappenedEvent, ListenEvent, Stamped } from '../../src/events.ts';
import { initialState, nextState, type SessionInput, type SessionState } from '../../src/ui/tui/session-state.ts';

type EventOf<T extends HappenedEvent['type']> = Extract<HappenedEvent, { type: T }>;

/** One plausible example of everything that can happen. A new variant does not compile until it has one. */
export const examples: { readonly [T in HappenedEvent['type']]: EventOf<T> } = {
  'receiver.listening': {
    type: 'receiver.listening',
    url: 'http://127.0.0.1:8090/webhook',
    isSignatureChecked: true,
    forwardTo: [],
  },
  'receiver.ready': {
    type: 'receiver.ready',
    localUrl: 'http://127.0.0.1:8090/webhook',
    publicUrl: 'https://otter.example/webhook',
    verifyToken: 'q8Zk3v0bXyPA',
  },
  'handshake.answered': {
    type: 'handshake.answered',
    status: 200,
    ok: true,
    by: 'listen',
    userAgent: 'facebookplatform/1.0',
    tookMs: 2,
  },
  'webhook.received': {
    type: 'webhook.received',
    id: 'mhz3k2p1-12',
    method: 'POST',
    path: '/webhook',
    headers: { 'content-type': 'application/json' },
    sizeBytes: 2,
    signature: { state: 'valid' },
    notifications: [
      { field: 'messages', kind: 'message', type: 'text', summary: 'text from Ada Test: "Hallo, wann öffnet ihr?"' },
    ],
    body: '{}',
  },
  'webhook.answered': { type: 'webhook.answered', id: 'mhz3k2p1-12', status: 200, tookMs: 12, by: 'listen' },
  'fault.set': { type: 'fault.set', respond: ['500x3'], delayMs: 0 },
  'webhook.drifted': {
    type: 'webhook.drifted',
    id: 'mhz3k2p1-12',
    unknown: ['messages[0].image.ai_tags'],
    findings: 1,
    isNew: true,
    version: '0.1.0',
  },
  'webhook.refused': {
    type: 'webhook.refused',
    status: 401,
    reason: 'signature does not match',
    cause: 'the body was written anew',
    method: 'POST',
    path: '/webhook',
    headers: {},
    sizeBytes: 512,
  },
  'forward.answered': {
    type: 'forward.answered',
    id: 'mhz3k2p1-12',
    to: 'http://localhost:3000/hook',
    status: 200,
    tookMs: 34,
  },
  'forward.failed': {
    type: 'forward.failed',
    id: 'mhz3k2p1-12',
    to: 'http://localhost:3000/hook',
    code: 'ECONNREFUSED',
    reason: 'Nothing listens on localhost:3000',
    tookMs: 3,
  },
  'forward.waiting': {
    type: 'forward.waiting',
    to: 'http://localhost:3000/hook',
    why: 'not-taken',
    waiting: 3,
    reason: 'nothing listens on localhost:3000',
    retryInMs: 2_000,
  },
  'forward.resumed': { type: 'forward.resumed', to: 'http://localhost:3000/hook', afterMs: 40_000, waiting: 2 },
  'history.damaged': { type: 'history.damaged', file: '.wa-webhook/history/a.ndjson', skippedLines: 1 },
  'tunnel.opening': { type: 'tunnel.opening', provider: 'localtunnel', attempt: 1 },
  'tunnel.opened': { type: 'tunnel.opened', provider: 'localtunnel', url: 'https://otter.example', notices: [] },
  'tunnel.failed': {
    type: 'tunnel.failed',
    provider: 'localtunnel',
    code: 'ETIMEDOUT',
    reason: 'no URL after 15 s',
    retryInMs: 5_000,
  },
  'tunnel.lost': {
    type: 'tunnel.lost',
    provider: 'localtunnel',
    url: 'https://otter.example',
    reason: 'the server closed it',
  },
  'tunnel.limited': {
    type: 'tunnel.limited',
    provider: 'localtunnel',
    url: 'https://otter.example',
    passedBytes: 1_000_000,
    refusedBytes: 3_145_728,
    reason: 'is answered 413 by "nginx"',
  },
  'setting.noted': { type: 'setting.noted', setting: '--app-secret-file', note: 'a newline at its end was cut' },
  'session.ended': { type: 'session.ended', received: 3, duplicates: 1, refused: 0, reason: 'SIGINT' },
  'delivery.planned': {
    type: 'delivery.planned',
    n: 1,
    what: 'text',
    to: 'http://localhost:3000/hook',
    try: 1,
    virtualMs: 0,
    realMs: 0,
    signed: 'anew',
    sizeBytes: 600,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    isRetry: false,
  },
  'delivery.answered': {
    type: 'delivery.answered',
    n: 1,
    what: 'text',
    to: 'http://localhost:3000/hook',
    try: 1,
    sizeBytes: 600,
    tookMs: 12,
    status: 200,
    ok: true,
  },
  'delivery.failed': {
    type: 'delivery.failed',
    n: 1,
    what: 'text',
    to: 'http://localhost:3000/hook',
    try: 1,
    sizeBytes: 600,
    tookMs: 3,
    code: 'ECONNREFUSED',
    reason: 'nothing listens there',
  },
  'replay.finished': {
    type: 'replay.finished',
    sent: 3,
    ok: 2,
    refused: 1,
    failed: 0,
    repeatable: 1,
    bytes: 1_800,
    p50Ms: 12,
    p95Ms: 30,
    maxMs: 31,
    perSecond: 20,
  },
  'payload.explained': {
    type: 'payload.explained',
    what: 'messages/text',
    sizeBytes: 600,
    isEnvelopeBroken: false,
    notifications: 1,
    says: ['JSON array, not a WhatsApp webhook'],
    changes: [],
    leftOut: {},
    gotchas: [],
    findings: [],
  },
  'fixture.saved': { type: 'fixture.saved', path: 'fixtures/messages/image-with-tags.json', replaced: 12 },
  'body.signed': {
    type: 'body.signed',
    what: 'body.json',
    sizeBytes: 2,
    signature: `sha256=${'0'.repeat(64)}`,
    legacySignature: `sha1=${'0'.repeat(40)}`,
    endsInLineBreak: false,
  },
  'signature.checked': { type: 'signature.checked', what: 'body.json', sizeBytes: 2, ok: true },
  'allowlist.asked': { type: 'allowlist.asked', server: 'whois.radb.net:43', query: '-i origin AS32934' },
  'allowlist.retried': { type: 'allowlist.retried', server: 'whois.radb.net:43', reason: 'reset', inMs: 1_000 },
  'allowlist.refreshed': {
    type: 'allowlist.refreshed',
    asns: [32_934],
    source: 'whois.radb.net:43',
    isComplete: true,
    knowsMaintainers: true,
    isAggregated: true,
    routeObjects: 3,
    ipv4: ['31.13.24.0/21'],
    ipv6: ['2a03:2880::/32'],
    foreign: [],
    leftOut: [],
    since: '2026-01-02T03:04:05.678Z',
    keptIn: '.wa-webhook/ips/as32934.json',
  },
  'allowlist.recognised': { type: 'allowlist.recognised', source: 'stdin', kind: 'prefixes' },
  'allowlist.listed': {
    type: 'allowlist.listed',
    asns: [32_934],
    source: 'whois.radb.net:43',
    foundAt: '2026-01-02T03:04:05.678Z',
    since: '2026-01-02T03:04:05.678Z',
    isAggregated: true,
    ipv4: ['31.13.24.0/21'],
    ipv6: ['2a03:2880::/32'],
    foreign: [],
  },
  'allowlist.compared': {
    type: 'allowlist.compared',
    asns: [32_934],
    from: { source: 'whois.radb.net:43', foundAt: '2026-01-02T03:04:05.678Z', prefixes: 2 },
    to: { source: 'whois.radb.net:43', foundAt: '2026-02-18T00:00:00.000Z', prefixes: 3 },
    isSame: false,
    gained: { prefixes: ['57.141.22.0/23'], ipv4Addresses: '512', ipv6Addresses: '0' },
    lost: { prefixes: [], ipv4Addresses: '0', ipv6Addresses: '0' },
    foreign: {
      gained: { prefixes: [], ipv4Addresses: '0', ipv6Addresses: '0' },
      lost: { prefixes: [], ipv4Addresses: '0', ipv6Addresses: '0' },
    },
    lines: { added: ['57.141.22.0/23'], removed: [] },
  },
  'address.checked': {
    type: 'address.checked',
    address: '31.13.24.7',
    isInside: true,
    by: { prefix: '31.13.24.0/21', maintainers: ['MAINT-AS32934'], sources: ['RADB'] },
  },
  'addresses.counted': {
    type: 'addresses.counted',
    source: 'access.log',
    inside: 3,
    outside: 1,
    unreadable: 0,
    outsiders: [{ address: '198.51.100.7', times: 1 }],
  },
};

export const HAPPENED_AT = '2026-01-02T03:04:05.678Z';

/** The example of this type with some of it changed, as the stream would stamp it. */
export function happened<T extends HappenedEvent['type']>(
  type: T,
  change: Partial<EventOf<T>> = {},
): Stamped<EventOf<T>> {
  // A spread of a mapped type's member is that member; the compiler cannot follow it through T.
  return { ...examples[type], ...change, at: HAPPENED_AT, v: 1 } as unknown as Stamped<EventOf<T>>;
}

/** A webhook with this number in the session, and what else is special about it. */
export function received(
  n: number,
  change: Partial<Extract<ListenEvent, { type: 'webhook.received' }>> = {},
): Stamped<EventOf<'webhook.received'>> {
  return happened('webhook.received', { id: `mhz3k2p1-${n}`, ...change });
}

/** The session of the terminal UI after all this. */
export function stateAfter(...inputs: readonly SessionInput[]): SessionState {
  return inputs.reduce(nextState, initialState);
}
