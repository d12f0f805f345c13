import type { CureId } from './cures.ts';

/** Why a case fails: what most likely is behind it, and the one change to make. */
export interface Cause {
  readonly why: string;
  readonly change: string;
  readonly cure: CureId;
  /** What it breaks, where that is less than what the case warns of. */
  readonly breaks?: string;
}

/** THE LIST of causes. A rule names the likeliest one that a single case shows, judge.ts the one that several show together. */
const list = {
  're-serialised': {
    why: 'The body was parsed and written again before the HMAC: only text that needs no escape survives that.',
    change: 'Take the HMAC over the bytes that came, and parse them afterwards.',
    cure: 'raw-body',
  },
  're-escaped': {
    why: 'The escapes of Meta are made again before the HMAC, so that only bodies written just so are accepted.',
    change: 'Take the HMAC over the bytes that came, and parse them afterwards.',
    cure: 'raw-body',
  },
  'other-secret': {
    why: 'The endpoint checks with another secret than the --app-secret given here, or refuses every POST.',
    change: 'Compare both with App settings > Basic in the App Dashboard; look for a line break at the end.',
    cure: 'compare',
  },
  'token-as-secret': {
    why: 'The signature is checked with the verify token as the key. Meta signs with the app secret.',
    change: 'Use the app secret (App settings > Basic) as the key of the HMAC.',
    cure: 'compare',
  },
  'not-checked': {
    why: 'The signature is not looked at: whoever knows the URL can write to your users in your name.',
    change: 'Answer 401 unless X-Hub-Signature-256 is the HMAC-SHA256 of the body.',
    cure: 'compare',
  },
  'missing-let-through': {
    why: 'A signature is checked when there is one, and a webhook without one is let through.',
    change: 'Answer 401 when X-Hub-Signature-256 is missing or empty.',
    cure: 'compare',
  },
  'loosely-compared': {
    why: 'The comparison is looser than it may be: a part, another form or another text counts as the signature.',
    change: 'Compare the whole header with "sha256=" and 64 lower-case digits, in constant time.',
    cure: 'compare',
  },
  'sha1-read': {
    why: 'The older X-Hub-Signature (sha1) is what decides.',
    change: 'Read X-Hub-Signature-256 and compare it with an HMAC-SHA256.',
    cure: 'compare',
  },
  'signature-crash': {
    why: 'The comparison throws: often timingSafeEqual on texts of different length, or a header that is not there.',
    change: 'Check the shape of the header first, and answer 401 to what is not it.',
    cure: 'header-shape',
    breaks: 'Every forged request is an error 500 in your log, and on some frameworks the end of the app.',
  },
  'header-unreadable': {
    why: 'The header is looked for, or read, more narrowly than HTTP allows.',
    change: 'Look for header names in any case, and for application/json with any parameters behind it.',
    cure: 'header-shape',
  },
  'token-not-checked': {
    why: 'The challenge is given back whatever the verify token is: anybody can register your URL with an app of theirs.',
    change: 'Compare hub.verify_token with your own, and answer 403 when it is another one.',
    cure: 'compare-token',
  },
  'mode-not-checked': {
    why: 'hub.mode is not looked at.',
    change: 'Answer 403 unless hub.mode is "subscribe".',
    cure: 'compare-token',
  },
  'handshake-refused': {
    why: 'The right verify token is refused: the endpoint has another one, or reads the query in another way.',
    change: 'Compare the token with the one of the dashboard; hub.mode and its siblings have dots in their names.',
    cure: 'read-query',
  },
  'handshake-guarded': {
    why: 'Something on the route asks for a signature or a login, and the GET has none.',
    change: 'Let the GET through: only the POST is signed.',
    cure: 'open-get',
  },
  'query-unguarded': {
    why: 'A query that lacks a part, or has it twice, brings the handler down.',
    change: 'Take each part as a text or nothing, and answer 403 to what is not complete.',
    cure: 'read-query',
    breaks: 'Scanners and health checks fill the error log, and hide what matters.',
  },
  'query-read-narrowly': {
    why: 'The query is taken apart by hand, or the callback URL’s own parameters are in the way.',
    change: 'Read the parts with the URL parser of your framework, in any order and decoded.',
    cure: 'read-query',
  },
  'challenge-changed': {
    why: 'The challenge is read as a number or shortened on its way back.',
    change: 'Give hub.challenge back as the text that it is.',
    cure: 'plain-challenge',
  },
  'challenge-quoted': {
    why: 'The challenge is sent as JSON, in quotes.',
    change: 'Send it as plain text.',
    cure: 'plain-challenge',
  },
  'challenge-padded': {
    why: 'White space or a line break is sent with the challenge.',
    change: 'Send the challenge and nothing else.',
    cure: 'plain-challenge',
  },
  'challenge-in-page': {
    why: 'The challenge is in the middle of something else: a page, or a JSON object.',
    change: 'Send the challenge and nothing else.',
    cure: 'plain-challenge',
  },
  'challenge-as-html': {
    why: 'The challenge is sent back as HTML, so that a link with a script in it runs in your domain.',
    change: 'Send it with Content-Type: text/plain.',
    cure: 'plain-challenge',
  },
  'body-limit': {
    why: 'A limit for bodies stands below the 3 MB that Meta sends.',
    change: 'Raise the limit of this route to 3 MB, in the app and in the proxy before it.',
    cure: 'body-limit',
  },
  'no-route': {
    why: 'Nothing is at this path for this method.',
    change: 'Check the path of the URL, and that GET and POST are both there.',
    cure: 'route',
  },
  forbidden: {
    why: 'Something before the handler forbids it: CSRF protection, a login, a bot filter.',
    change: 'Leave the webhook route out of CSRF and login checks; the signature is its check.',
    cure: 'route',
  },
  redirect: {
    why: 'The endpoint redirects, which Meta does not follow: often a slash at the end, www. or http to https.',
    change: 'Give Meta the URL that the redirect leads to, or answer at this one.',
    cure: 'route',
  },
  'media-type': {
    why: 'The Content-Type is not taken.',
    change: 'Take application/json with or without a charset.',
    cure: 'raw-body',
  },
  'other-2xx': {
    why: 'The answer is a success, but not 200, which is the only one that Meta documents.',
    change: 'Answer 200.',
    cure: 'status-200',
  },
  'refused-shape': {
    why: 'The handler, or a strict model before it, refuses what it does not know.',
    change: 'Answer 200 to whatever is rightly signed, and log what is unknown.',
    cure: 'guard',
  },
  'shape-crash': {
    why: 'The handler expects something that this webhook does not have, and throws.',
    change: 'Take each part as optional, catch errors per message, and answer 200.',
    cure: 'guard',
  },
  'json-crash': {
    why: 'The body is parsed, or taken apart, without a guard.',
    change: 'Parse in a guard, and answer 400 to what is no object.',
    cure: 'json-guard',
  },
  'always-fails': {
    why: 'The plainest webhook fails too: the handler breaks on everything, or on something that it calls.',
    change: 'Look into the log of the app for the error; answer 200 before the work is done.',
    cure: 'answer-first',
  },
  slow: {
    why: 'The work is done before the answer.',
    change: 'Answer 200 first, and work afterwards.',
    cure: 'answer-first',
  },
  'no-answer': {
    why: 'The handler ended without an answer: often an error in asynchronous code that nobody catches.',
    change: 'Answer on every path, errors included.',
    cure: 'guard',
  },
  crash: {
    why: 'The process ended: an error that nobody caught.',
    change: 'Catch errors in the handler, and those of asynchronous code, so that one webhook cannot end it for all.',
    cure: 'guard',
  },
  wounded: {
    why: 'It answers, but otherwise than before: something that it keeps was broken by the request before.',
    change: 'Keep no state of one request where the next one meets it.',
    cure: 'guard',
  },
  'connection-broken': {
    why: 'The connection was closed or left out of step by an earlier request on it.',
    change: 'Read each body to its end, or close the connection with "Connection: close" in the answer.',
    cure: 'transport',
  },
  'transport-read': {
    why: 'Bodies that come in pieces, or end early, are not read as HTTP has them.',
    change: 'Let the framework read the body whole, and listen for errors of the request.',
    cure: 'transport',
  },
  overload: {
    why: 'Requests at the same instant are dropped or fail.',
    change: 'Take the webhook, answer 200, and let a queue even out the load.',
    cure: 'answer-first',
  },
  'replied-again': {
    why: 'The app does not know that it has seen this message.',
    change: 'Keep the id of each message, and go on only when it is new; the check and the keeping in one step.',
    cure: 'once',
  },
  'first-only': {
    why: 'Only the first part is read: entry[0].changes[0].value.messages[0].',
    change: 'Go through every entry, change and message.',
    cure: 'every-part',
  },
  'replied-to-status': {
    why: 'A status is taken for a message.',
    change: 'Reply to what stands in value.messages only.',
    cure: 'every-part',
  },
} as const satisfies Record<string, Cause>;

export type CauseId = keyof typeof list;

export const causes: Readonly<Record<CauseId, Cause>> = list;
