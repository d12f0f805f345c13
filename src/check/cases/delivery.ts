import { grow } from '../../webhook/grow.ts';
import { encode } from '../../webhook/meta-json.ts';
import { signLegacy } from '../../webhook/signature.ts';
import type { CheckCase, Manner, Outcome } from '../case.ts';
import { type Kit, textMessage } from '../kit.ts';
import { accepted, all, at, exactly200, fault, leftAlone, notRedirected, silence, withinBudget } from '../rules.ts';

const OVERVIEW = 'Meta, "Webhooks" overview, 2025-12-02';
const THROUGHPUT = 'Meta, "Throughput": a median of 250 ms at most, less than 1 % above 1 s, delivered concurrently.';

type DeliveryCase = Omit<CheckCase, 'usualCause' | 'rule' | 'level' | 'expects'> &
  Partial<Pick<CheckCase, 'usualCause' | 'rule' | 'level' | 'expects'>>;

function delivery(about: DeliveryCase): CheckCase {
  return { level: 'must', expects: 'a 2xx for each', usualCause: 'shape-crash', rule: accepted, ...about };
}

function hello(kit: Kit, what = 'text message') {
  return kit.post(what, textMessage(kit, 'Hello'));
}

/** The ladder of sizes, each beyond a limit that is the default somewhere. */
const SIZES: readonly (readonly [name: string, sizeBytes: number, beyond: string])[] = [
  ['64kb', 64 * 1024, 'what small buffers hold'],
  ['128kb', 128 * 1024, '100 kB, the default of Express and Nest'],
  ['512kb', 512 * 1024, '256 kB, the default of Spring WebFlux'],
  ['1mb', 1024 * 1024 - 1024, 'what most defaults of 1 MB still take'],
  ['2mb', 2 * 1024 * 1024, '1 MB, the default of nginx, Fastify and Next.js'],
  ['3mb', 3 * 1024 * 1024, '2 and 2.5 MB, the defaults of axum and Django; the most that Meta sends'],
];

const sizeCases = SIZES.map(([name, sizeBytes, beyond]) =>
  delivery({
    id: `size/${name}`,
    title: `A body of ${name.toUpperCase().replace(/(\d)([KM])/, '$1 $2')} is taken`,
    sends: `a history of exactly ${sizeBytes} bytes: beyond ${beyond}`,
    why: `${OVERVIEW}: payloads have up to 3 MB.`,
    breaks: 'The history of a number that is onboarded is lost, and large batches come again for seven days.',
    usualCause: 'body-limit',
    level: sizeBytes < 1024 * 1024 ? 'must' : 'should',
    probes: (kit) => {
      const grown = grow(kit.fixture('history/history'), sizeBytes, (value) => encode(value, kit.escaping));
      return [[kit.post(`history of ${sizeBytes} bytes`, grown.ok ? grown.payload : {})]];
    },
    traits: ['hostile'],
  }),
);

/** Several webhooks one after the other, each fixture about the same message. */
function inOrder(...names: readonly string[]): CheckCase['probes'] {
  return (kit) => kit.relatives(names).map((payload, n) => [kit.post(names[n] ?? '', payload)]);
}

function olderBy(kit: Kit, seconds: number): unknown {
  const text = JSON.stringify(textMessage(kit, 'Hello'));
  return JSON.parse(text.replace(/"timestamp":"(\d+)"/, (_, at: string) => `"timestamp":"${Number(at) - seconds}"`));
}

const DAY_SECONDS = 86_400;

/** A sender with bad manners, and a good one behind it. */
function badManners(
  id: string,
  manner: Manner,
  about: Pick<CheckCase, 'title' | 'sends'> & Partial<CheckCase>,
): CheckCase {
  return delivery({
    id,
    level: 'should',
    expects: 'a sign of life afterwards',
    why: 'Connections break between Meta and you, and in your proxy, every day.',
    breaks: 'One broken connection ends the process, or blocks it for those who come after.',
    usualCause: 'transport-read',
    probes: (kit) => [[{ ...hello(kit, about.sends), manner }]],
    rule: leftAlone,
    traits: ['hostile'],
    ...about,
  });
}

/** At most one in a hundred may be slower than a second; how many of 200 were not taken at all. */
function burstTaken({ exchanges }: Outcome) {
  const lost = exchanges.filter(({ result }) => result.kind === 'failed' || result.status >= 300);
  const [first] = lost;
  if (first === undefined) return undefined;
  const words = first.result.kind === 'failed' ? first.result.reason : `answered ${first.result.status}`;
  return fault('overload', `${lost.length} of ${exchanges.length} were not taken: ${words}`, first);
}

const ANSWER_MIX = ['statuses/delivered', 'messages/unsupported', 'message_template_status_update/approved'];

/** How webhooks come: sizes, order, repetition, bursts, broken connections; and how the answer has to be. */
export const deliveryCases: readonly CheckCase[] = [
  ...sizeCases,
  delivery({
    id: 'order/read-first',
    title: 'read before delivered is taken',
    sends: 'the statuses of one message as read, delivered, sent',
    why: 'The order is not promised, and read may come without delivered (chatwoot/chatwoot#14529).',
    breaks: 'Statuses that come too early or too late are errors, and come again for seven days.',
    probes: inOrder('statuses/read', 'statuses/delivered', 'statuses/sent'),
  }),
  delivery({
    id: 'order/status-of-unknown-message',
    title: 'A status of a message that nobody knows is taken',
    sends: 'sent and delivered for a message id that the app never saw',
    why: 'A status may overtake the answer to the send call (opengovsg/postmangovsg#2151).',
    breaks: 'The first status of every message is an error under load.',
    probes: inOrder('statuses/sent', 'statuses/delivered'),
  }),
  delivery({
    id: 'order/old',
    title: 'A message that is six days old is taken',
    sends: 'a text message whose timestamp lies six days back',
    why: `${OVERVIEW}: retries go on for 7 days, with the timestamp of the first try.`,
    breaks: 'After an outage the messages of your users are refused, and lost in the end.',
    probes: (kit) => [[kit.post('text message, six days old', olderBy(kit, 6 * DAY_SECONDS))]],
  }),
  delivery({
    id: 'repeat/one-after-the-other',
    title: 'The same webhook is taken again',
    sends: 'the same bytes three times, one after the other',
    why: `${OVERVIEW}: delivered at least once; retries go to every subscribed app.`,
    breaks: 'A duplicate that is refused comes again, for seven days.',
    probes: (kit) => {
      const same = hello(kit);
      return [[same], [same], [same]];
    },
  }),
  delivery({
    id: 'repeat/same-instant',
    title: 'The same webhook is taken twice at the same instant',
    sends: 'the same bytes four times at once',
    why: `${OVERVIEW}: delivered at least once, and concurrently.`,
    breaks: 'Two copies meet in a unique key, and one of them is an error 500.',
    probes: (kit) => {
      const same = hello(kit);
      return [[same, same, same, same]];
    },
  }),
  delivery({
    id: 'repeat/retry-after-silence',
    title: 'A webhook whose answer nobody waited for is taken again',
    sends: 'a webhook whose sender leaves before the answer, then the same bytes',
    why: 'Meta gives up on slow answers and sends the same again.',
    breaks: 'A half-done first try makes each retry fail.',
    probes: (kit) => {
      const same = hello(kit);
      return [[{ ...same, manner: 'gone-before-answer' }], [same]];
    },
    rule: at([-1], accepted),
    traits: ['hostile'],
  }),
  delivery({
    id: 'burst/two-hundred',
    level: 'should',
    title: 'Two hundred webhooks at once are taken',
    sends: '200 delivered statuses at the same instant',
    expects: 'a 2xx for each, none dropped',
    why: THROUGHPUT,
    breaks: 'After each campaign a part of the statuses is lost for minutes, and comes again when the next wave does.',
    usualCause: 'overload',
    probes: (kit) => [
      Array.from({ length: 200 }, () => kit.post('delivered status', kit.fixture('statuses/delivered'))),
    ],
    rule: burstTaken,
    traits: ['hostile'],
  }),
  delivery({
    id: 'answer/exactly-200',
    title: 'The answer is 200 and no other 2xx',
    sends: 'a text message, a status, an unsupported message and a template update',
    expects: 'exactly 200 for each',
    why: `${OVERVIEW}: a status other than 200 is a failure.`,
    breaks: 'Meta documents that it sends again whatever is not answered 200.',
    usualCause: 'other-2xx',
    probes: (kit) => [[hello(kit), ...ANSWER_MIX.map((name) => kit.post(name, kit.fixture(name)))]],
    rule: exactly200,
  }),
  delivery({
    id: 'answer/no-redirect',
    title: 'A POST is not redirected',
    sends: 'a text message, a status, an unsupported message and a template update',
    expects: 'no 3xx',
    why: 'Whether Meta follows a redirect is documented nowhere: assume that it does not. Others lose the body on the way.',
    breaks: 'Webhooks end at the redirect.',
    usualCause: 'redirect',
    probes: (kit) => [[hello(kit), ...ANSWER_MIX.map((name) => kit.post(name, kit.fixture(name)))]],
    rule: notRedirected,
  }),
  delivery({
    id: 'answer/within-budget',
    level: 'should',
    title: 'The answer comes within the budget',
    sends: 'ten text messages, one after the other',
    expects: 'each answer within --budget (1 s)',
    why: THROUGHPUT,
    breaks: 'Slow answers are taken for failures: the same message comes again while the first try still works on it.',
    usualCause: 'slow',
    probes: (kit) =>
      Array.from({ length: 10 }, (_, n) => [kit.post(`text message ${n + 1}`, textMessage(kit, `Hello ${n + 1}`))]),
    rule: withinBudget,
    traits: ['alone'],
  }),
  delivery({
    id: 'connection/keep-alive',
    title: 'Several webhooks are taken on one connection',
    sends: 'five webhooks one after the other on one connection',
    why: 'Senders keep connections open (HTTP/1.1).',
    breaks: 'Every second webhook fails, seemingly by chance.',
    usualCause: 'connection-broken',
    probes: (kit) => Array.from({ length: 5 }, () => [{ ...hello(kit), manner: 'same-connection' as const }]),
    rule: accepted,
  }),
  delivery({
    id: 'connection/after-refusal',
    title: 'A connection is good after a refusal',
    sends: 'a large webhook with a wrong signature, then a right one on the same connection',
    why: 'An answer that is sent before the body was read leaves the rest of it to the next request.',
    breaks: 'A forged request costs the right one behind it.',
    usualCause: 'connection-broken',
    probes: (kit) => {
      const forged = kit.post('forged, 60 KB', textMessage(kit, 'x'.repeat(60_000)), {
        signatures: (body) => [
          'X-Hub-Signature-256',
          `sha256=${'0'.repeat(64)}`,
          'X-Hub-Signature',
          signLegacy(body, 'x'),
        ],
      });
      return [[{ ...forged, manner: 'same-connection' }], [{ ...hello(kit), manner: 'same-connection' }]];
    },
    rule: all(
      at([0], ({ exchanges }) => exchanges.map(silence).find((found) => found !== undefined)),
      at([1], accepted),
    ),
    traits: ['needs-secret', 'hostile'],
  }),
  delivery({
    id: 'connection/chunked',
    level: 'should',
    title: 'A body of unknown length is taken',
    sends: 'a webhook with Transfer-Encoding: chunked',
    why: 'Meta sends Content-Length; proxies and tunnels in between may not.',
    breaks: 'Behind another proxy or tunnel no webhook is taken.',
    usualCause: 'transport-read',
    probes: (kit) => [[{ ...hello(kit), manner: 'chunked' }]],
  }),
  delivery({
    id: 'connection/slow-body',
    level: 'should',
    title: 'A body that comes slowly is taken',
    sends: 'a webhook in eight pieces, 50 ms apart',
    why: 'Large bodies come in pieces over real networks.',
    breaks: 'Large webhooks fail at the hours when the network is slow.',
    usualCause: 'transport-read',
    probes: (kit) => [[{ ...hello(kit), manner: 'slow-body' }]],
    traits: ['hostile'],
  }),
  badManners('connection/gone-in-body', 'gone-in-body', {
    title: 'A sender that leaves in the middle of the body does no harm',
    sends: 'half of a body, then the end of the connection',
  }),
  badManners('connection/gone-before-answer', 'gone-before-answer', {
    title: 'A sender that does not wait for the answer does no harm',
    sends: 'a whole webhook, then the end of the connection',
  }),
];

/** At the end of it all: does it still do what it has to? */
export const aliveCases: readonly CheckCase[] = [
  delivery({
    id: 'alive/webhook',
    title: 'After all that a webhook is still taken',
    sends: 'a text message, rightly signed',
    why: 'Some faults show only later: a listener that is gone, a pool that is empty.',
    breaks: 'One odd webhook stops all those behind it.',
    usualCause: 'wounded',
    probes: (kit) => [[hello(kit)]],
    rule: accepted,
    traits: ['alone'],
  }),
];
