/** What stands on the page of a command besides its flags and what its own file says of it. Loaded with `--help` alone. */
export interface Page {
  /** Whole sentences: what it does, and what it is for. */
  readonly about: string;
  /** For a page whose command tells none. */
  readonly examples?: readonly string[];
  /** The codes that it ends with besides 0, 2 and 70; their meaning here. */
  readonly exits?: Readonly<Record<number, string>>;
  /** Files that it reads or writes, in the state folder unless they have a slash in front. */
  readonly files?: readonly (readonly [file: string, what: string])[];
  readonly seeAlso?: readonly string[];
}

const HISTORY = ['history/*.ndjson', 'every webhook that came and what became of it, a line each'] as const;
const LISTENING = ['listening/*.json', 'the running listen of this folder'] as const;
const LIST = ['ips/as32934.json', 'the list that is kept; the ones before it are in ips/as32934'] as const;
const OVERRIDES = ['overrides/*.json', "what has to be put back at Meta's"] as const;

const NOT_ANSWERED = 'the endpoint did not answer';
const NOT_READ = 'there is no such fixture or file, or it cannot be read';
const NOT_TOLD = 'the Graph API did not tell';

/** By the words that call a command: `ips list`. */
export const pages: Readonly<Record<string, Page>> = {
  listen: {
    about:
      "Starts a receiver on this machine, opens a public URL to it and proves that it works, prints what to paste into the App Dashboard, then shows every webhook as it comes. It answers Meta's handshake, checks signatures over the very bytes, keeps each webhook on disk before it answers 200, and forwards it to your app.",
    exits: {
      1: '--timeout ended before --exit-after was reached',
      5: 'a tunnel that was asked for by flag did not open, in a pipe or in CI',
      6: 'the port is taken or not permitted',
    },
    files: [HISTORY, ['verify-token', 'made once, the same tomorrow'], LISTENING, OVERRIDES],
    seeAlso: ['replay', 'events', 'subscription', 'doctor'],
  },
  replay: {
    about:
      'Sends webhooks to an endpoint as Meta sends them: signed with both headers, compact, with \\uXXXX and \\/. A fixture gets fresh ids and times each time, so that a receiver does not take it for a duplicate. Only 200 counts as an answer.',
    exits: { 1: 'an answer was not the right one', 3: NOT_READ, 4: NOT_ANSWERED },
    files: [HISTORY, LISTENING],
    seeAlso: ['fixtures', 'listen', 'check'],
  },
  check: {
    about:
      'Asks an endpoint of yours some 150 things that WhatsApp will ask of it: handshake, forged signatures, every shape of message, sizes, order, duplicates, bursts, broken connections. Each failure says what happened, the likely cause and the one change to make.',
    exits: { 1: 'a required case failed', 4: NOT_ANSWERED },
    files: [['/wa-webhook.check.json', 'the profile that --init writes and --profile reads']],
    seeAlso: ['verify', 'replay'],
  },
  subscription: {
    about:
      'Asks Meta which of the switches is off that must be on for webhooks to arrive: app, account, field, number, callback. Tells how to mend it.',
    exits: { 1: 'a switch is off', 5: NOT_TOLD },
    seeAlso: ['deliveries', 'override', 'listen'],
  },
  deliveries: {
    about: 'What Meta itself says became of each webhook of a number, beside what came in here.',
    exits: { 1: 'one was refused or not answered', 5: NOT_TOLD },
    files: [HISTORY],
    seeAlso: ['subscription', 'events list'],
  },
  override: {
    about:
      'One number or account may send its webhooks elsewhere than the app does: to your machine, while everyone else keeps what they have. What stood there before is written down first.',
    files: [OVERRIDES],
    examples: ['override show --phone 106540352242922', 'override restore'],
    seeAlso: ['listen', 'subscription'],
  },
  'override show': { about: 'Changes nothing.', exits: { 5: NOT_TOLD }, seeAlso: ['override set', 'subscription'] },
  'override set': {
    about: 'It stays until clear or restore takes it away.',
    exits: { 1: 'another override stands there, or Meta refuses', 5: NOT_TOLD },
    files: [OVERRIDES],
    seeAlso: ['override restore', 'listen'],
  },
  'override clear': {
    about: 'The webhooks go to the callback of the app again.',
    exits: { 5: NOT_TOLD },
    files: [OVERRIDES],
    seeAlso: ['override restore'],
  },
  'override restore': {
    about: 'By what is written down in this folder.',
    exits: { 1: 'somebody else has set another one since', 5: NOT_TOLD },
    files: [OVERRIDES],
    seeAlso: ['override show'],
  },
  ips: {
    about:
      'The list of prefixes that Meta announces, from the routing registry, checked before it replaces the last good one, in the words of your firewall.',
    examples: ['ips refresh', 'ips list --format nginx', 'ips check 157.240.22.53'],
    files: [LIST],
    seeAlso: ['listen'],
  },
  'ips refresh': {
    about:
      'An answer that is cut, denied, empty, absurdly wide or that drops most of the last good list is refused, and that list stays.',
    exits: {
      1: 'with --exit-code: the addresses are others than before',
      3: 'the file of --input cannot be read',
      5: 'the whois server failed, or its answer is refused',
    },
    files: [LIST],
    seeAlso: ['ips list', 'ips diff'],
  },
  'ips list': {
    about: 'What ips refresh kept last, or at another time.',
    exits: { 3: 'no list is kept' },
    files: [LIST],
    seeAlso: ['ips refresh'],
  },
  'ips diff': {
    about: 'Told by addresses and not by lines: two prefixes that became one are no change.',
    exits: { 1: 'with --exit-code: the addresses differ', 3: 'no list is kept, or the file cannot be read' },
    files: [LIST],
    seeAlso: ['ips refresh'],
  },
  'ips check': {
    about: 'Addresses on the command line, in a file, or all senders in an access log.',
    exits: { 1: 'an address is outside', 3: 'no list is kept, or the file cannot be read' },
    files: [LIST],
    seeAlso: ['ips list'],
  },
  fixtures: {
    about:
      'One webhook for every field and type that Meta documents, and for some that it does not. A folder of your own works as well: replay my-folder.',
    examples: ['fixtures list', 'fixtures show messages/text'],
    seeAlso: ['replay', 'explain', 'schema'],
  },
  'fixtures list': {
    about: 'The name that replay takes, and what it says. Scenarios stand at the end.',
    examples: ['fixtures list', 'fixtures list --json'],
    seeAlso: ['fixtures show', 'replay'],
  },
  'fixtures show': {
    about: 'The ids and times are those of the file: replay makes fresh ones.',
    examples: [
      'fixtures show text',
      'fixtures show messages/image --as body',
      'fixtures show text --as curl --app-secret-file secret.txt',
    ],
    exits: { 3: 'there is no such fixture' },
    seeAlso: ['fixtures list', 'replay'],
  },
  events: {
    about: 'What listen received in this folder, in all its sessions, however much there is.',
    examples: ['events list --since 2h', 'events show last', 'events export --scrub --output fixtures.ndjson'],
    files: [HISTORY],
    seeAlso: ['replay', 'explain', 'listen'],
  },
  'events list': {
    about: 'What it said, how its signature was, how it was answered.',
    files: [HISTORY],
    seeAlso: ['events show'],
  },
  'events show': {
    about: 'The same that Enter shows on the screen of listen.',
    exits: { 3: 'there is no such webhook' },
    files: [HISTORY],
    seeAlso: ['explain', 'replay'],
  },
  'events export': {
    about: 'The lines as they are stored, to send them again or to pass them on.',
    files: [HISTORY],
    seeAlso: ['replay', 'events list'],
  },
  'events prune': { about: 'By age or by size.', files: [HISTORY], seeAlso: ['listen'] },
  explain: {
    about:
      'Tells what each part says, what its values mean, what handlers often get wrong with it, and what in it Meta does not document, with line and column.',
    exits: { 1: 'the envelope is broken', 3: 'it is not JSON, or cannot be read' },
    files: [HISTORY],
    seeAlso: ['events show', 'schema', 'fixtures'],
  },
  schema: {
    about:
      'The same that checks what listen and explain read. What it does not know is allowed, as Meta adds to webhooks any day.',
    examples: ['schema', 'schema messages', 'schema messages > messages.schema.json'],
    seeAlso: ['explain', 'fixtures'],
  },
  sign: {
    about: 'Over the bytes as they stand, with a last line break if there is one.',
    exits: { 3: 'the file cannot be read' },
    seeAlso: ['verify', 'replay'],
  },
  verify: {
    about:
      'A URL is asked for the handshake alone, as Meta does when it is saved; a file is compared with the signature that came with it.',
    exits: { 1: 'it is not right', 3: 'the file cannot be read', 4: NOT_ANSWERED },
    seeAlso: ['check', 'sign'],
  },
  completion: {
    about: 'Prints a script. At each Tab it asks wa-webhook itself what fits, so that it never is out of date.',
    seeAlso: ['config show', 'doctor'],
  },
  config: {
    about:
      'Every flag is a setting too: in the environment, in a file for it, or in wa-webhook.config.json, whose JSON Schema is dist/config.schema.json in the package.',
    examples: ['config show --origin', 'config show listen'],
    seeAlso: ['doctor'],
  },
  'config show': { about: 'Nothing is run.', seeAlso: ['doctor'] },
  doctor: {
    about: 'Each finding is fine, worth a note, or a problem with the one change to make.',
    exits: { 1: 'there is a problem' },
    seeAlso: ['config show', 'subscription', 'verify'],
  },
};
