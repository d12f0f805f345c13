/** How a finding is confirmed without this program: by curl, with signatures that openssl made. */
export type Proof =
  | { readonly get: string; readonly answers: number; readonly header?: RegExp }
  | {
      readonly post: string;
      readonly signed: Signed;
      readonly answers: number | 'nothing';
      readonly chunked?: boolean;
      readonly type?: string;
    };

export type Signed =
  | 'rightly'
  | 'wrongly'
  | 'not'
  | 'by sha1 alone'
  | 'by sha1, sha256 wrong'
  | 'by sha256, sha1 wrong'
  | 'in upper case';

export interface Finding {
  /** Ids, or a group as `size/*`. All of them fail, and nothing that no finding names. */
  readonly cases: readonly string[];
  readonly because: string;
  readonly proof: Proof;
}

export interface Foreign {
  readonly name: string;
  /** With it the receiver is a program of Debian's; else it is the script of this name. */
  readonly command?: readonly string[];
  readonly path?: string;
  readonly findings: readonly Finding[];
}

const QUERY = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=green-light';
const ODD_MODE = 'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=green-light';
const SCRIPT = 'hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=green-light';
const large = (kb: number) => `{"object":"whatsapp_business_account","entry":[],"padding":"${'x'.repeat(kb * 1024)}"}`;
const HELLO =
  '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"2"},"contacts":[{"wa_id":"3"}],"messages":[{"from":"3","id":"wamid.4","timestamp":"1790416800","type":"text","text":{"body":"Hello"}}]}}]}]}';
const HELLO_WITHOUT_CONTACTS = HELLO.replace('"contacts":[{"wa_id":"3"}],', '');
const TEMPLATE =
  '{"object":"whatsapp_business_account","entry":[{"id":"1","time":1790416800,"changes":[{"field":"message_template_status_update","value":{"event":"APPROVED","message_template_id":5,"message_template_name":"a","message_template_language":"en","reason":"NONE"}}]}]}';
const STATUS =
  '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"2"},"statuses":[{"id":"wamid.4","status":"sent","timestamp":"1790416800","recipient_id":"3"}]}}]}]}';

/** Everything that is to be refused for its signature. */
const FORGED = [
  'wrong',
  'other-secret',
  'empty',
  'empty-digest',
  'short',
  'long',
  'not-hex',
  'changed-byte',
  'empty-body-signed',
  'empty-secret',
  'verify-token',
  'sha256-wrong',
  'sha1-in-256',
].map((name) => `signature/${name}`);

const RAISED_LIMIT = ['batch/thousand', 'size/128kb', 'size/512kb', 'size/1mb', 'size/2mb', 'size/3mb'];

const LIMIT_OF_EXPRESS: Finding = {
  cases: RAISED_LIMIT,
  because: "Express's default limit of 100 kB, which the README leaves as it is",
  proof: { post: large(110), signed: 'rightly', answers: 413 },
};

const SHA1_ALONE: Finding = {
  cases: ['signature/sha1-only', 'signature/sha256-wrong'],
  because: 'it reads the old sha1 header alone',
  proof: { post: HELLO, signed: 'by sha1, sha256 wrong', answers: 200 },
};

const ANY_SIGNATURE: Finding = {
  cases: [...FORGED, 'signature/missing', 'signature/sha1-only'],
  because: 'it looks at no signature',
  proof: { post: HELLO, signed: 'wrongly', answers: 200 },
};

const MARKUP: Finding = {
  cases: ['handshake/markup'],
  because: 'the challenge goes back as HTML, or without a type, which browsers take for HTML',
  proof: { get: SCRIPT, answers: 200, header: /content-type: text\/html|^(?![\s\S]*content-type:)/i },
};

/** Fields whose value has neither messages nor statuses. */
const ACCOUNT_FIELDS = [
  'account-alerts',
  'account-review-update',
  'account-settings-update',
  'account-update',
  'business-capability-update',
  'business-username-updates',
  'flows',
  'message-template-components-update',
  'message-template-quality-update',
  'message-template-status-update',
  'messaging-handovers',
  'partner-solutions',
  'payment-configuration-update',
  'phone-number-name-update',
  'phone-number-quality-update',
  'security',
  'standby',
  'template-category-update',
  'template-correct-category-detection',
].map((name) => `shapes/${name}`);

/** THE LIST of receivers that nobody here wrote, and what is true of each. */
export const foreigners: readonly Foreign[] = [
  {
    name: 'whatsapp-api-js',
    findings: [
      { ...MARKUP, because: 'the challenge goes back without a type' },
      {
        cases: ['signature/raw-utf8'],
        because: 'it writes its own escapes into the body before the HMAC',
        proof: { post: HELLO.replace('Hello', 'Grüße'), signed: 'rightly', answers: 401 },
      },
      {
        cases: ['signature/missing', 'signature/sha1-only'],
        because: 'its Node middleware throws the number 400, which it then takes for an unknown error',
        proof: { post: HELLO, signed: 'not', answers: 500 },
      },
      {
        cases: [...ACCOUNT_FIELDS, 'answer/exactly-200', 'body/value-empty', 'body/messages-empty'],
        because: 'a value without metadata, messages or statuses throws',
        proof: { post: TEMPLATE, signed: 'rightly', answers: 500 },
      },
      {
        cases: [
          'body/null',
          'body/other-object',
          'body/entry-missing',
          'body/entry-empty',
          'body/entry-null',
          'body/entry-object',
          'body/changes-missing',
          'body/value-null',
          'body/deep',
        ],
        because: 'it reads entry[0].changes[0] without looking',
        proof: { post: '{"object":"whatsapp_business_account","entry":[]}', signed: 'rightly', answers: 500 },
      },
      {
        cases: ['body/not-json', 'body/cut', 'body/byte-order-mark'],
        because: 'JSON.parse throws, and every error that is not its own is a 500',
        proof: { post: 'no JSON', signed: 'rightly', answers: 500 },
      },
      {
        cases: ['connection/chunked'],
        because: 'it wants a Content-Length',
        proof: { post: HELLO, signed: 'rightly', answers: 400, chunked: true },
      },
    ],
  },
  {
    name: 'great-detail',
    findings: [
      LIMIT_OF_EXPRESS,
      MARKUP,
      {
        cases: ['handshake/wrong-token'],
        because: 'reg.reject() of the README is the text of a refusal, sent with status 200',
        proof: { get: 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=other', answers: 200 },
      },
      {
        cases: [
          'handshake/empty-token',
          'handshake/missing-token',
          'handshake/missing-mode',
          'handshake/missing-challenge',
          'handshake/wrong-mode',
          'handshake/no-query',
          'handshake/repeated-challenge',
        ],
        because: 'register() throws at a query that is not whole',
        proof: { get: ODD_MODE, answers: 500 },
      },
      {
        cases: [...FORGED, 'signature/missing', 'signature/sha1-only', 'signature/upper-case', 'signature/twice'],
        because: 'verifySignature() throws, and Express answers 500',
        proof: { post: HELLO, signed: 'wrongly', answers: 500 },
      },
      {
        cases: [
          'body/not-json',
          'body/cut',
          'body/empty',
          'body/byte-order-mark',
          'body/invalid-utf8',
          'body/other-content-type',
        ],
        because: 'what is no JSON, or is hashed as other text, throws before or in verifySignature()',
        proof: { post: 'no JSON', signed: 'rightly', answers: 500 },
      },
    ],
  },
  {
    name: 'kapso',
    findings: [
      LIMIT_OF_EXPRESS,
      {
        cases: ['body/not-json', 'body/cut', 'body/empty', 'body/byte-order-mark'],
        because: 'JSON.parse of the README stands without a guard',
        proof: { post: 'no JSON', signed: 'rightly', answers: 500 },
      },
    ],
  },
  {
    name: 'whatsapp-cloud-api',
    findings: [
      {
        ...LIMIT_OF_EXPRESS,
        because: 'its server uses express.json() with the default of 100 kB',
        cases: RAISED_LIMIT,
      },
      ANY_SIGNATURE,
      {
        cases: [
          ...ACCOUNT_FIELDS.filter((id) => id !== 'shapes/nothing'),
          'shapes/automatic-events',
          'shapes/calls',
          'shapes/group-lifecycle-update',
          'shapes/group-participants-update',
          'shapes/group-settings-update',
          'shapes/group-status-update',
          'shapes/history',
          'shapes/smb-app-state-sync',
          'shapes/smb-message-echoes',
          'shapes/tracking-events',
          'shapes/unknown-field',
          'shapes/user-preferences',
          'shapes/messages',
          'unknown/errors-only',
          'size/64kb',
          'body/value-empty',
          'body/messages-empty',
          'answer/exactly-200',
          'answer/no-redirect',
        ],
        because:
          'messages[0] of a value without messages is an error in an async handler of Express 4, which ends the process',
        proof: { post: TEMPLATE, signed: 'rightly', answers: 'nothing' },
      },
    ],
  },
  {
    name: 'whatsapp-business',
    findings: [
      { ...LIMIT_OF_EXPRESS, because: 'its server uses a parser with the default of 100 kB' },
      ANY_SIGNATURE,
      MARKUP,
      {
        cases: ['missing/contacts', 'shapes/messages'],
        because: 'it reads contacts[0] of messages that have none, as system messages',
        proof: { post: HELLO_WITHOUT_CONTACTS, signed: 'rightly', answers: 500 },
      },
      {
        cases: ['body/entry-object'],
        because: 'it calls forEach of what is no list',
        proof: { post: '{"object":"whatsapp_business_account","entry":{}}', signed: 'rightly', answers: 500 },
      },
    ],
  },
  {
    name: 'express-x-hub',
    findings: [
      { ...LIMIT_OF_EXPRESS, because: 'its own limit of 100 kB' },
      SHA1_ALONE,
      {
        cases: ['signature/sha1-wrong'],
        because: 'it reads the old sha1 header alone',
        proof: { post: HELLO, signed: 'by sha256, sha1 wrong', answers: 401 },
      },
    ],
  },
  {
    name: 'x-hub-signature-middleware',
    findings: [
      LIMIT_OF_EXPRESS,
      SHA1_ALONE,
      {
        cases: ['signature/sha1-wrong'],
        because: 'it reads the old sha1 header alone',
        proof: { post: HELLO, signed: 'by sha256, sha1 wrong', answers: 400 },
      },
      {
        cases: ['body/other-content-type'],
        because: 'the raw body is kept by the JSON parser alone, and its lack is an error 500',
        proof: { post: HELLO, signed: 'rightly', answers: 500, type: 'text/plain' },
      },
    ],
  },
  {
    name: 'chat-adapter',
    findings: [
      {
        cases: [
          'body/empty-object',
          'body/array',
          'body/null',
          'body/number',
          'body/text',
          'body/other-object',
          'body/entry-missing',
          'body/entry-null',
          'body/entry-object',
          'body/changes-missing',
          'body/value-null',
          'body/deep',
        ],
        because: 'it goes through entry and changes without looking whether they are lists',
        proof: { post: '{}', signed: 'rightly', answers: 500 },
      },
    ],
  },
  {
    name: 'botly',
    findings: [
      LIMIT_OF_EXPRESS,
      SHA1_ALONE,
      MARKUP,
      {
        cases: ['signature/sha1-wrong'],
        because: 'it reads the old sha1 header alone',
        proof: { post: HELLO, signed: 'by sha256, sha1 wrong', answers: 403 },
      },
    ],
  },
  {
    name: "Debian's webhook",
    command: ['webhook', '-hooks', 'hooks.json', '-ip', '127.0.0.1', '-port'],
    path: '/hooks/whatsapp',
    findings: [
      {
        cases: [
          'handshake/echo',
          'handshake/again',
          'handshake/opaque-challenge',
          'handshake/large-challenge',
          'handshake/encoded',
          'handshake/order',
          'handshake/further-parameter',
          'handshake/unsigned',
        ],
        because: 'it knows no handshake: the rule for the signature holds for GET as well',
        proof: { get: QUERY, answers: 401 },
      },
      {
        cases: [...FORGED, 'signature/upper-case'],
        because: 'a signature that does not match is an error while the rules are read, which it answers with 500',
        proof: { post: STATUS, signed: 'wrongly', answers: 500 },
      },
    ],
  },
];
