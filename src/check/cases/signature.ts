import type { CheckLevel } from '../../events.ts';
import { sign, signLegacy } from '../../webhook/signature.ts';
import type { CheckCase } from '../case.ts';
import type { CauseId } from '../causes.ts';
import { bothSignatures, type Kit, type PostOptions, textMessage } from '../kit.ts';
import { accepted, refused, survived } from '../rules.ts';

const PAGE = 'Meta, "Create a webhook endpoint", 2025-11-07: the HMAC-SHA256 of the payload with the app secret.';
const FORGED = 'Whoever knows the URL can send messages in the name of your users, and read what your app answers.';
const LOST = 'Such webhooks are refused, come again for seven days and are lost then, while plain English works.';
const LOG_NOISE = 'Every forged request is an error 500 in your log, and on some frameworks the end of the app.';

/** A text message, rightly signed, whose body holds these characters as Meta or others write them. */
function right(
  name: string,
  about: Pick<CheckCase, 'title' | 'sends'> & Partial<CheckCase>,
  text: string,
  post: PostOptions = {},
): CheckCase {
  return {
    id: `signature/${name}`,
    level: 'must',
    expects: 'a 2xx',
    why: `${PAGE} The bytes that count are those on the wire.`,
    breaks: LOST,
    usualCause: 're-serialised',
    probes: (kit) => [
      [kit.post(`text message, ${name}`, textMessage(kit, text), { ...post, escaping: post.escaping ?? 'meta' })],
    ],
    rule: accepted,
    traits: ['needs-secret'],
    ...about,
  };
}

interface Wrong {
  readonly level: CheckLevel;
  readonly title: string;
  readonly sends: string;
  readonly whenTaken: CauseId;
  readonly why?: string;
  readonly signatures: (rawBody: Uint8Array, kit: Kit) => readonly string[];
}

/** A webhook that is to be refused for its signature. */
function wrong(name: string, { whenTaken, signatures, why, ...about }: Wrong): CheckCase {
  return {
    id: `signature/${name}`,
    expects: '401 or another 4xx',
    why: why ?? PAGE,
    breaks: FORGED,
    usualCause: whenTaken,
    probes: (kit) => [[kit.post(name, textMessage(kit, 'Hello'), { signatures: (body) => signatures(body, kit) })]],
    rule: refused(whenTaken),
    traits: ['needs-secret'],
    ...about,
  };
}

/** A header that Meta never sends, and that must bring nothing down. */
function odd(name: string, title: string, sends: string, signatures: Wrong['signatures']): CheckCase {
  return {
    ...wrong(name, { level: 'may', title, sends, whenTaken: 'loosely-compared', signatures }),
    expects: 'anything below 500',
    breaks: LOG_NOISE,
    rule: survived('signature-crash'),
  };
}

/** Well-formed, and of nothing. */
const NO_SIGNATURE = `sha256=${'0123456789abcdef'.repeat(4)}`;

/** What the HMAC has to be taken over, and what it has to refuse. */
export const signatureCases: readonly CheckCase[] = [
  right(
    'ascii',
    {
      title: 'A rightly signed webhook is taken',
      sends: 'a text message in plain ASCII, signed as Meta signs',
      why: PAGE,
      breaks: 'No webhook is ever taken.',
      usualCause: 'other-secret',
    },
    'Hello',
  ),
  right(
    'escapes',
    { title: 'Accents written as \\u00fc are taken', sends: 'the text "Grüße" with its escapes' },
    'Grüße',
  ),
  right(
    'emoji',
    { title: 'Emoji written as two escapes are taken', sends: 'the text "👋🏽" as surrogate pairs' },
    'Hi 👋🏽',
  ),
  right(
    'slashes',
    { title: 'Slashes written as \\/ are taken', sends: 'a link, with \\/ as Meta writes it' },
    'See https://shop.example/a/b',
  ),
  right(
    'percent-and-at',
    {
      level: 'should',
      title: 'Escapes of %, @ and < are taken',
      sends: 'the text "100 % <ada@shop.example>", with \\u0025, \\u0040 and \\u003C',
      why: 'Messenger’s pages document these escapes (Charca/bootbot#174); what WhatsApp escapes is not documented.',
    },
    '100 % <ada@shop.example>',
    { escaping: 'messenger' },
  ),
  right(
    'raw-utf8',
    {
      level: 'should',
      title: 'Raw UTF-8 is taken',
      sends: 'the text "Grüße 👋" in UTF-8, without escapes, rightly signed',
      why: 'Escapes are Meta’s habit and not documented: the page just says to hash the payload.',
      usualCause: 're-escaped',
    },
    'Grüße 👋',
    { escaping: 'none' },
  ),
  {
    ...right(
      'white-space',
      { level: 'should', title: 'White space in the body is taken', sends: 'an indented JSON, rightly signed' },
      '',
    ),
    probes: (kit) => [[kit.postBytes('indented JSON', `${JSON.stringify(textMessage(kit, 'Hello'), null, 2)}\n`)]],
  },
  {
    ...right(
      'numbers',
      {
        level: 'should',
        title: 'Numbers keep their form',
        sends: 'the amounts 28.50 and 1e3 in an order, rightly signed',
      },
      '',
    ),
    probes: (kit) => {
      const text = JSON.stringify(textMessage(kit, 'Hello')).replace(/"type"/, '"amounts":[28.50,1e3],"type"');
      return [[kit.postBytes('28.50 and 1e3', text)]];
    },
  },
  {
    ...right(
      'charset',
      {
        level: 'should',
        title: 'A charset behind the content type is taken',
        sends: 'Content-Type: application/json; charset=utf-8',
      },
      'Hello',
      {
        contentType: 'application/json; charset=utf-8',
      },
    ),
    usualCause: 'header-unreadable',
  },
  {
    ...right(
      'lower-case-header',
      { title: 'The header is found in lower case', sends: 'x-hub-signature-256, as it comes through HTTP/2' },
      'Hello',
      {},
    ),
    usualCause: 'header-unreadable',
    breaks: 'Behind a proxy that speaks HTTP/2 every webhook is refused.',
    probes: (kit) => [
      [
        kit.post('header in lower case', textMessage(kit, 'Hello'), {
          signatures: (body) =>
            bothSignatures(body, kit.appSecret).map((part) => (part.startsWith('X-') ? part.toLowerCase() : part)),
        }),
      ],
    ],
  },
  {
    ...right(
      'sha1-wrong',
      { title: 'The sha256 header is what counts', sends: 'a right sha256 beside a wrong sha1' },
      'Hello',
    ),
    usualCause: 'sha1-read',
    why: 'X-Hub-Signature is legacy and not in the WhatsApp pages; X-Hub-Signature-256 is documented.',
    breaks: 'On the day when Meta drops the old header every webhook is refused.',
    probes: (kit) => [
      [
        kit.post('right sha256, wrong sha1', textMessage(kit, 'Hello'), {
          signatures: (body) => [
            'X-Hub-Signature',
            `sha1=${'0'.repeat(40)}`,
            'X-Hub-Signature-256',
            sign(body, kit.appSecret),
          ],
        }),
      ],
    ],
  },
  wrong('wrong', {
    level: 'must',
    title: 'A wrong signature is refused',
    sends: '64 digits that are the signature of nothing',
    whenTaken: 'not-checked',
    signatures: () => ['X-Hub-Signature-256', NO_SIGNATURE],
  }),
  wrong('other-secret', {
    level: 'must',
    title: 'The signature of another app is refused',
    sends: 'the body signed with another secret, in both headers',
    whenTaken: 'not-checked',
    signatures: (body, { appSecret }) => bothSignatures(body, `${appSecret} of another app`),
  }),
  wrong('missing', {
    level: 'must',
    title: 'A webhook without signature is refused',
    sends: 'no signature header at all',
    whenTaken: 'missing-let-through',
    signatures: () => [],
  }),
  wrong('empty', {
    level: 'must',
    title: 'An empty signature is refused',
    sends: 'X-Hub-Signature-256 without a value',
    whenTaken: 'missing-let-through',
    signatures: () => ['X-Hub-Signature-256', ''],
  }),
  wrong('empty-digest', {
    level: 'must',
    title: 'A signature without digits is refused',
    sends: 'X-Hub-Signature-256: sha256=',
    whenTaken: 'loosely-compared',
    signatures: () => ['X-Hub-Signature-256', 'sha256='],
  }),
  wrong('short', {
    level: 'must',
    title: 'A signature that is cut is refused',
    sends: 'the first 16 digits of the right one',
    whenTaken: 'loosely-compared',
    why: 'timingSafeEqual and its like throw when the lengths differ, and a loop over the shorter one finds them equal.',
    signatures: (body, { appSecret }) => ['X-Hub-Signature-256', sign(body, appSecret).slice(0, 'sha256='.length + 16)],
  }),
  wrong('long', {
    level: 'must',
    title: 'A signature with more behind it is refused',
    sends: 'the right one and two digits more',
    whenTaken: 'loosely-compared',
    signatures: (body, { appSecret }) => ['X-Hub-Signature-256', `${sign(body, appSecret)}00`],
  }),
  wrong('not-hex', {
    level: 'must',
    title: 'A signature that is no hex is refused',
    sends: 'sha256= and 64 times z',
    whenTaken: 'loosely-compared',
    signatures: () => ['X-Hub-Signature-256', `sha256=${'z'.repeat(64)}`],
  }),
  wrong('changed-byte', {
    level: 'must',
    title: 'A body that was changed by one byte is refused',
    sends: 'a body and the signature of one that differs in a letter',
    whenTaken: 'not-checked',
    signatures: (body, { appSecret }) =>
      bothSignatures(Buffer.from(Buffer.from(body).toString().replace('Hello', 'Hallo')), appSecret),
  }),
  wrong('empty-body-signed', {
    level: 'must',
    title: 'The signature of the empty body is refused',
    sends: 'a body with the signature of no bytes',
    whenTaken: 'loosely-compared',
    why: 'Where something has read the stream before, the HMAC is taken over nothing.',
    signatures: (_, { appSecret }) => bothSignatures(new Uint8Array(), appSecret),
  }),
  wrong('empty-secret', {
    level: 'must',
    title: 'A signature with the empty secret is refused',
    sends: 'the body signed with an empty key',
    whenTaken: 'loosely-compared',
    why: 'An unset variable on your side is an empty key, which everybody knows.',
    signatures: (body) => bothSignatures(body, ''),
  }),
  {
    ...wrong('verify-token', {
      level: 'must',
      title: 'A signature with the verify token is refused',
      sends: 'the body signed with the verify token in place of the app secret',
      whenTaken: 'token-as-secret',
      signatures: (body, { verifyToken }) => bothSignatures(body, verifyToken),
    }),
    traits: ['needs-secret', 'needs-token'],
  },
  wrong('sha1-only', {
    level: 'should',
    title: 'The old sha1 header alone is refused',
    sends: 'a right X-Hub-Signature (sha1), and no X-Hub-Signature-256',
    whenTaken: 'sha1-read',
    why: 'X-Hub-Signature is legacy and not in the WhatsApp pages; SHA-1 is not to be relied on.',
    signatures: (body, { appSecret }) => ['X-Hub-Signature', signLegacy(body, appSecret)],
  }),
  wrong('sha256-wrong', {
    level: 'must',
    title: 'A right sha1 does not make good a wrong sha256',
    sends: 'a right X-Hub-Signature beside a wrong X-Hub-Signature-256',
    whenTaken: 'sha1-read',
    signatures: (body, { appSecret }) => [
      'X-Hub-Signature',
      signLegacy(body, appSecret),
      'X-Hub-Signature-256',
      NO_SIGNATURE,
    ],
  }),
  wrong('sha1-in-256', {
    level: 'must',
    title: 'A sha1 in the sha256 header is refused',
    sends: 'X-Hub-Signature-256: sha1= and 40 digits, right for the body',
    whenTaken: 'loosely-compared',
    signatures: (body, { appSecret }) => ['X-Hub-Signature-256', signLegacy(body, appSecret)],
  }),
  odd('upper-case', 'Upper-case digits are no crash', 'the right digits in upper case', (body, { appSecret }) => [
    'X-Hub-Signature-256',
    `sha256=${sign(body, appSecret).slice('sha256='.length).toUpperCase()}`,
  ]),
  odd(
    'no-prefix',
    'Digits without sha256= are no crash',
    'the right digits without "sha256=" before them',
    (body, { appSecret }) => ['X-Hub-Signature-256', sign(body, appSecret).slice('sha256='.length)],
  ),
  odd(
    'twice',
    'A header that comes twice is no crash',
    'X-Hub-Signature-256 twice, right and wrong',
    (body, { appSecret }) => ['X-Hub-Signature-256', sign(body, appSecret), 'X-Hub-Signature-256', NO_SIGNATURE],
  ),
];
