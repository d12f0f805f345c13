import { types } from 'node:util';

interface ErrorKind {
  readonly exitCode: number;
  /** The next step, for everyone who meets this error. A specific one may replace it where it is thrown. */
  readonly hint: string;
}

/** The codes are a public contract (product.md, "Exit codes"). `listen` ended by the user is `done`. */
export const EXIT = {
  done: 0,
  negative: 1,
  usage: 2,
  input: 3,
  unreachable: 4,
  outside: 5,
  port: 6,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** Everything that can go wrong and that the user can act on. Add a kind here; the exit code and the hint follow. */
export const errorKinds = {
  'wrong-usage': { exitCode: EXIT.usage, hint: 'See `wa-webhook --help`.' },
  'config-invalid': { exitCode: EXIT.usage, hint: 'Correct the file, or remove it.' },
  'secret-unreadable': { exitCode: EXIT.usage, hint: 'Check the path after --app-secret-file.' },
  'certificate-unusable': {
    exitCode: EXIT.usage,
    hint: 'Check the files after --client-cert, --client-key and --ca.',
  },
  'state-unwritable': {
    exitCode: EXIT.usage,
    hint: 'Choose another folder with --state-dir, or run with --no-history.',
  },
  'no-target': {
    exitCode: EXIT.usage,
    hint: 'Name the endpoint: wa-webhook replay text --to http://127.0.0.1:3000/webhook',
  },
  'fixture-unknown': { exitCode: EXIT.input, hint: 'See `wa-webhook fixtures list`, or give the path of a JSON file.' },
  'webhook-unknown': {
    exitCode: EXIT.input,
    hint: 'An id is what listen --json prints; 12 for #12 and last work too, in the folder of that listen.',
  },
  'fixture-exists': { exitCode: EXIT.usage, hint: 'Choose another name, or write over it with --force.' },
  'case-unknown': { exitCode: EXIT.usage, hint: 'See `wa-webhook check --list`.' },
  'profile-exists': { exitCode: EXIT.usage, hint: 'Name another one with --profile, or remove it.' },
  'input-unreadable': { exitCode: EXIT.input, hint: 'Check the path.' },
  'input-not-json': { exitCode: EXIT.input, hint: 'replay sends JSON; check the file with a JSON validator.' },
  'input-too-large': { exitCode: EXIT.input, hint: 'Meta sends 3 MiB at most.' },
  'target-unreachable': { exitCode: EXIT.unreachable, hint: 'Is your app running? Check the URL after --to.' },
  'tunnel-failed': {
    exitCode: EXIT.outside,
    hint: 'Run with --no-tunnel to work locally, or give your own address with --public-url.',
  },
  'whois-failed': {
    exitCode: EXIT.outside,
    hint: 'Try again later, or give an answer fetched elsewhere with --input FILE.',
  },
  'list-refused': {
    exitCode: EXIT.outside,
    hint: 'The last good list is unchanged. Try again later, or check the file that was given.',
  },
  'graph-failed': { exitCode: EXIT.outside, hint: 'Try again later.' },
  'token-missing': {
    exitCode: EXIT.usage,
    hint: 'Put one of the App Dashboard (WhatsApp > API Setup) into WA_WEBHOOK_ACCESS_TOKEN, or into a file for --access-token-file.',
  },
  'list-missing': { exitCode: EXIT.input, hint: 'Run `wa-webhook ips refresh` first.' },
  'list-unfit': { exitCode: EXIT.usage, hint: 'Write another format: see `wa-webhook ips list --help`.' },
  'port-unavailable': {
    exitCode: EXIT.port,
    hint: 'Choose another with --port, or leave --port out to get a free one.',
  },
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** An expected failure: the sentence names the thing, the kind gives exit code and next step. Anything else thrown is our bug. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, sentence: string, options: { readonly cause?: unknown; readonly hint?: string } = {}) {
    super(sentence, { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? errorKinds[code].hint;
  }

  get exitCode(): number {
    return errorKinds[this.code].exitCode;
  }
}

/** The `code` of an error of Node's (`ECONNREFUSED`), looked for along the chain of causes too. */
export function errorCode(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return errorCode(error.cause);
}

/** The sentence of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return isError(error) ? error.message : String(error);
}

/** Also one of Node's own where a test runner, such as jest, gives each file globals of its own. */
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}
