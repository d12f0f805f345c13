import type { CheckLevel } from '../events.ts';
import type { CommandContext, RegisterCommand } from './context.ts';
import {
  addCommonFlags,
  addSecretFlags,
  addTlsFlags,
  type CommonFlags,
  choice,
  collectHeader,
  collectText,
  parseCount,
  parseDuration,
  parsed,
  parseHttpUrl,
  parsePort,
  type TlsFlags,
} from './flags.ts';

export const REPORTERS = ['table', 'json', 'junit', 'tap', 'markdown', 'html'] as const;
const LEVELS = ['must', 'should', 'may'] as const satisfies readonly CheckLevel[];

export interface CheckFlags extends CommonFlags, TlsFlags {
  readonly verifyToken?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly profile?: string;
  readonly level: CheckLevel;
  readonly reporter: (typeof REPORTERS)[number];
  readonly output?: string;
  readonly timeout: number;
  readonly budget: number;
  readonly seed?: number;
  readonly effects?: number;
  readonly header?: readonly [string, string][];
  readonly list?: boolean;
  readonly explain?: string;
  readonly init?: boolean;
}

export const registerCheck: RegisterCommand = (command, context: CommandContext) => {
  command
    .argument('[url]', 'the webhook, like http://127.0.0.1:3000/webhook', parseHttpUrl)
    .option('--verify-token <token>', 'the token that the endpoint expects in the handshake')
    .option('--only <pattern>', 'ask these cases only: a group, an id or a pattern; repeatable', collectText)
    .option('--skip <pattern>', 'leave these cases out; repeatable', collectText)
    .option('--profile <file>', 'what holds for this endpoint: cases that do not apply, other levels')
    .addOption(choice('--level <level>', 'the lowest level that decides the exit code', LEVELS).default('must'))
    .addOption(choice('--reporter <form>', 'how to report', REPORTERS).default('table'))
    .option('--output <file>', 'write the report to a file, and show the table')
    .addOption(parsed('--timeout <time>', 'how long to wait for each answer', parseDuration, '20s'))
    .addOption(parsed('--budget <time>', 'how long a good answer may take', parseDuration, '1s'))
    .option('--seed <number>', 'send the same again but for the times', parseCount)
    .option('--effects <port>', 'stand in for the Send API on this port, and watch what the app sends', parsePort)
    .option("--header <'K: V'>", 'further header to send; repeatable', collectHeader)
    .option('--list', 'print all cases, and ask none')
    .option('--explain <id>', 'print all about a case: what it asks, why, and the remedy per framework')
    .option('--init', 'write a profile that lets be what fails today');

  addCommonFlags(addTlsFlags(addSecretFlags(command)))
    .addHelpText('after', EXAMPLES)
    .action(async (url: URL | undefined) => {
      const { runCheck } = await import('./run-check.ts');
      context.finish(await runCheck(url, command, context.io));
    });
};

const EXAMPLES = `
Examples:
  wa-webhook check http://127.0.0.1:3000/webhook --verify-token T --app-secret S
  wa-webhook check http://127.0.0.1:3000/webhook --only signature --app-secret S
  wa-webhook check http://127.0.0.1:3000/webhook --reporter html --output a.html
  wa-webhook check --explain signature/escapes`;
