import type { CheckCase } from '../case.ts';
import type { Kit } from '../kit.ts';
import { withinBudget } from '../rules.ts';
import {
  echoed,
  echoedElse,
  notEchoed,
  nothingAround,
  notPadded,
  notQuoted,
  notRunnable,
  refusedOpenly,
} from '../rules-handshake.ts';

const PAGE = 'Meta, "Create a webhook endpoint", 2025-11-07';
const NOT_SAVED = 'The dashboard refuses to save the URL, and no webhook ever comes.';
const TAKEN_OVER = 'Anybody can register your URL with an app of theirs, and send you what looks like webhooks.';
const LOG_NOISE = 'Scanners and health checks fill the error log, and hide what matters.';

function query(kit: Kit, parts: Readonly<Record<string, string>>): string {
  const all = {
    'hub.mode': 'subscribe',
    'hub.challenge': kit.challenge(),
    'hub.verify_token': kit.verifyToken,
    ...parts,
  };
  return encoded(Object.entries(all));
}

function encoded(parts: readonly (readonly [string, string])[]): string {
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

function without(kit: Kit, ...missing: readonly string[]): string {
  return query(kit, {})
    .split('&')
    .filter((part) => !missing.some((name) => part.startsWith(`${name}=`)))
    .join('&');
}

/** A handshake with other values; what must come back is the challenge that it names. */
function asked(kit: Kit, what: string, parts: Readonly<Record<string, string>>) {
  const challenge = parts['hub.challenge'] ?? kit.challenge();
  return kit.get(what, query(kit, { 'hub.challenge': challenge, ...parts }), challenge);
}

type HandshakeCase = Omit<CheckCase, 'why'> & { readonly why?: string };

const cases: readonly HandshakeCase[] = [
  {
    id: 'handshake/echo',
    level: 'must',
    title: 'The right token is answered 200 with the challenge',
    sends: 'GET with hub.mode=subscribe, a challenge of ten digits and the verify token, as Meta sends it',
    expects: '200, and the challenge in the body',
    breaks: NOT_SAVED,
    usualCause: 'handshake-refused',
    probes: (kit) => [[kit.handshake()]],
    rule: echoed,
    traits: ['needs-token'],
  },
  {
    id: 'handshake/quoted',
    level: 'must',
    title: 'The challenge is not quoted as JSON',
    sends: 'the same GET',
    expects: 'the digits without quotes around them',
    why: 'A challenge in quotes is not the challenge (elizaOS/eliza#22704).',
    breaks: NOT_SAVED,
    usualCause: 'challenge-quoted',
    probes: (kit) => [[kit.handshake()]],
    rule: notQuoted,
    traits: ['needs-token'],
  },
  {
    id: 'handshake/trailing-newline',
    level: 'must',
    title: 'No white space is sent with the challenge',
    sends: 'the same GET',
    expects: 'no byte before or after the digits',
    breaks: NOT_SAVED,
    usualCause: 'challenge-padded',
    probes: (kit) => [[kit.handshake()]],
    rule: notPadded,
    traits: ['needs-token'],
  },
  {
    id: 'handshake/nothing-around',
    level: 'must',
    title: 'The challenge is all that is answered',
    sends: 'the same GET',
    expects: 'no page, no JSON object, no text around the digits',
    breaks: NOT_SAVED,
    usualCause: 'challenge-in-page',
    probes: (kit) => [[kit.handshake()]],
    rule: nothingAround,
    traits: ['needs-token'],
  },
  {
    id: 'handshake/again',
    level: 'must',
    title: 'A second handshake is answered like the first',
    sends: 'two GETs one after the other on one connection, with different challenges',
    expects: '200 and the own challenge each time',
    why: `Meta asks each time when URL or token are saved, and for each override (${PAGE}).`,
    breaks: 'The next change in the dashboard fails, although nothing changed in your app.',
    usualCause: 'handshake-refused',
    probes: (kit) => [1, 2].map(() => [{ ...kit.handshake(), manner: 'same-connection' as const }]),
    rule: echoedElse('handshake-refused'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/opaque-challenge',
    level: 'should',
    title: 'The challenge is text, not a number',
    sends: 'a challenge with a leading zero, and one with letters',
    expects: 'the same characters back',
    why: 'The WhatsApp page calls it a random string, the Graph page an integer: take it as text.',
    breaks: 'A challenge that begins with 0 fails, one time in ten.',
    usualCause: 'challenge-changed',
    probes: (kit) => [
      ['0158201444', 'k7-Hq_2b'].map((challenge) =>
        asked(kit, `challenge ${challenge}`, { 'hub.challenge': challenge }),
      ),
    ],
    rule: echoedElse('challenge-changed'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/large-challenge',
    level: 'should',
    title: 'A challenge of twenty digits comes back whole',
    sends: 'a challenge beyond what a 64-bit number holds',
    expects: 'the same digits back',
    why: 'Nothing bounds the length of the challenge; numbers lose digits above 2^53.',
    breaks: 'The handshake fails on the day when the challenge grows.',
    usualCause: 'challenge-changed',
    probes: (kit) => [[asked(kit, 'challenge of 20 digits', { 'hub.challenge': '98765432109876543211' })]],
    rule: echoedElse('challenge-changed'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/encoded',
    level: 'must',
    title: 'The query is decoded',
    sends: 'the same GET with every character of the token as %XX',
    expects: '200 and the challenge',
    why: `The token is URL-encoded on its way (${PAGE}).`,
    breaks: 'A token with a space, + or & never matches.',
    usualCause: 'query-read-narrowly',
    probes: (kit) => {
      const challenge = kit.challenge();
      const token = [...Buffer.from(kit.verifyToken)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      const text = `${without(kit, 'hub.verify_token', 'hub.challenge')}&hub.challenge=${challenge}&hub.verify_token=${token}`;
      return [[kit.get('token as %XX', text, challenge)]];
    },
    rule: echoedElse('query-read-narrowly'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/order',
    level: 'should',
    title: 'The order of the parameters does not matter',
    sends: 'the three parameters in reverse order',
    expects: '200 and the challenge',
    breaks: 'A change of order on Meta’s side ends in a refused handshake.',
    usualCause: 'query-read-narrowly',
    probes: (kit) => {
      const challenge = kit.challenge();
      const text = query(kit, { 'hub.challenge': challenge }).split('&').reverse().join('&');
      return [[kit.get('parameters in reverse order', text, challenge)]];
    },
    rule: echoedElse('query-read-narrowly'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/further-parameter',
    level: 'should',
    title: 'A further parameter does no harm',
    sends: 'the same GET with tenant=7 before the three',
    expects: '200 and the challenge',
    why: 'The three are appended to the query that the callback URL has already.',
    breaks: 'Callback URLs with a query of their own cannot be saved.',
    usualCause: 'query-read-narrowly',
    probes: (kit) => {
      const challenge = kit.challenge();
      return [[kit.get('tenant=7 before', `tenant=7&${query(kit, { 'hub.challenge': challenge })}`, challenge)]];
    },
    rule: echoedElse('query-read-narrowly'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/unsigned',
    level: 'must',
    title: 'The GET needs no signature',
    sends: "Meta's GET, which carries no signature, no body and no content type",
    expects: 'not 401',
    why: 'Only the POST is signed; a middleware on the whole route refuses the handshake (elizaOS/eliza#17823).',
    breaks: NOT_SAVED,
    usualCause: 'handshake-guarded',
    probes: (kit) => [[kit.handshake()]],
    rule: (outcome, limits) => {
      const found = echoed(outcome, limits);
      return found?.kind === 'fault' && found.cause === 'handshake-guarded' ? found : undefined;
    },
    traits: ['needs-token'],
  },
  {
    id: 'handshake/redirect',
    level: 'must',
    title: 'The GET is not redirected',
    sends: 'the same GET',
    expects: 'no 3xx',
    breaks: NOT_SAVED,
    usualCause: 'redirect',
    probes: (kit) => [[kit.handshake()]],
    rule: (outcome, limits) => {
      const found = echoed(outcome, limits);
      return found?.kind === 'fault' && found.cause === 'redirect' ? found : undefined;
    },
    traits: ['needs-token'],
  },
  {
    id: 'handshake/slow',
    level: 'should',
    title: 'The handshake is answered within the budget',
    sends: 'the same GET',
    expects: 'an answer within --budget (1 s)',
    why: 'Meta gives up on the handshake after about six seconds (chatwoot/chatwoot#14690).',
    breaks: 'After a cold start the dashboard refuses to save the URL, and takes it on the second try.',
    usualCause: 'slow',
    probes: (kit) => [[kit.handshake()]],
    rule: withinBudget,
    traits: ['needs-token', 'alone'],
  },
  {
    id: 'handshake/wrong-token',
    level: 'must',
    title: 'A wrong token is refused',
    sends: 'the GET with another token',
    expects: '4xx (403 in Meta’s sample), without the challenge',
    breaks: TAKEN_OVER,
    usualCause: 'token-not-checked',
    probes: (kit) => [[asked(kit, 'another token', { 'hub.verify_token': 'wa-webhook-check-not-your-token' })]],
    rule: refusedOpenly('token-not-checked'),
  },
  {
    id: 'handshake/empty-token',
    level: 'must',
    title: 'An empty token is refused',
    sends: 'the GET with hub.verify_token=',
    expects: '4xx, without the challenge',
    why: 'An unset variable on your side equals an empty token.',
    breaks: TAKEN_OVER,
    usualCause: 'token-not-checked',
    probes: (kit) => [[asked(kit, 'an empty token', { 'hub.verify_token': '' })]],
    rule: notEchoed('token-not-checked'),
  },
  {
    id: 'handshake/similar-token',
    level: 'must',
    title: 'A token that is nearly right is refused',
    sends: 'the token with a character more, with one less, and in other case',
    expects: 'no challenge for any of them',
    breaks: TAKEN_OVER,
    usualCause: 'token-not-checked',
    probes: (kit) => {
      const { verifyToken } = kit;
      const swapped = [...verifyToken].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
      const similar = [`${verifyToken}x`, verifyToken.slice(0, -1), swapped].filter((token) => token !== verifyToken);
      return [similar.map((token) => asked(kit, 'a similar token', { 'hub.verify_token': token }))];
    },
    rule: notEchoed('token-not-checked'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/missing-token',
    level: 'must',
    title: 'A handshake without a token is refused',
    sends: 'the GET without hub.verify_token',
    expects: 'no challenge and no crash',
    breaks: TAKEN_OVER,
    usualCause: 'token-not-checked',
    probes: (kit) => {
      const challenge = kit.challenge();
      return [[kit.get('no token', `hub.mode=subscribe&hub.challenge=${challenge}`, challenge)]];
    },
    rule: notEchoed('token-not-checked'),
  },
  {
    id: 'handshake/wrong-mode',
    level: 'should',
    title: 'Another mode is refused',
    sends: 'the GET with hub.mode=unsubscribe and the right token',
    expects: 'no challenge and no crash',
    why: `Both mode and token are to be checked (${PAGE}).`,
    breaks: 'What is no handshake is taken for one.',
    usualCause: 'mode-not-checked',
    probes: (kit) => [[asked(kit, 'hub.mode=unsubscribe', { 'hub.mode': 'unsubscribe' })]],
    rule: notEchoed('mode-not-checked'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/missing-mode',
    level: 'should',
    title: 'A handshake without a mode is refused',
    sends: 'the GET without hub.mode, with the right token',
    expects: 'no challenge and no crash',
    breaks: 'What is no handshake is taken for one.',
    usualCause: 'mode-not-checked',
    probes: (kit) => {
      const challenge = kit.challenge();
      const token = encodeURIComponent(kit.verifyToken);
      return [[kit.get('no mode', `hub.challenge=${challenge}&hub.verify_token=${token}`, challenge)]];
    },
    rule: notEchoed('mode-not-checked'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/missing-challenge',
    level: 'should',
    title: 'A handshake without a challenge is no crash',
    sends: 'the GET without hub.challenge',
    expects: 'anything below 500',
    breaks: LOG_NOISE,
    usualCause: 'query-unguarded',
    probes: (kit) => [[kit.get('no challenge', without(kit, 'hub.challenge'))]],
    rule: notEchoed('query-unguarded'),
  },
  {
    id: 'handshake/no-query',
    level: 'should',
    title: 'A bare GET is no crash',
    sends: 'a GET without any of the three',
    expects: 'anything below 500',
    why: 'People open the URL in a browser, and so do scanners.',
    breaks: LOG_NOISE,
    usualCause: 'query-unguarded',
    probes: (kit) => [[kit.get('no query', '')]],
    rule: notEchoed('query-unguarded'),
  },
  {
    id: 'handshake/repeated-token',
    level: 'should',
    title: 'A repeated token is no way in and no crash',
    sends: 'hub.verify_token twice, both wrong',
    expects: 'no challenge and no crash',
    why: 'Frameworks make a list of a repeated parameter.',
    breaks: LOG_NOISE,
    usualCause: 'query-unguarded',
    probes: (kit) => {
      const challenge = kit.challenge();
      const text = `hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=wrong&hub.verify_token=wrong-too`;
      return [[kit.get('two tokens', text, challenge)]];
    },
    rule: notEchoed('token-not-checked'),
  },
  {
    id: 'handshake/repeated-challenge',
    level: 'may',
    title: 'A repeated challenge is no crash',
    sends: 'hub.challenge twice, with the right token',
    expects: 'anything below 500',
    why: 'Frameworks make a list of a repeated parameter, which cannot be sent as text.',
    breaks: LOG_NOISE,
    usualCause: 'query-unguarded',
    probes: (kit) => [[kit.get('two challenges', `${query(kit, {})}&hub.challenge=1`)]],
    rule: notEchoed('query-unguarded'),
    traits: ['needs-token'],
  },
  {
    id: 'handshake/markup',
    level: 'should',
    title: 'Markup in the challenge is not given back as a page',
    sends: 'the right token with a challenge that holds a script element',
    expects: 'text/plain, an escaped text or a refusal',
    why: 'The token is no secret to those who operate the app, and a link to your domain is all that a script needs.',
    breaks: 'A link with the token runs a script in your domain, with the cookies of whoever follows it.',
    usualCause: 'challenge-as-html',
    probes: (kit) => [[asked(kit, 'a script as the challenge', { 'hub.challenge': '<script>alert(1)</script>' })]],
    rule: notRunnable,
    traits: ['needs-token'],
  },
];

/** What the GET has to do when Meta verifies the callback URL. */
export const handshakeCases: readonly CheckCase[] = cases.map((each) => ({ why: `${PAGE}.`, ...each }));
