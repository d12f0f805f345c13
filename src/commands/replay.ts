import { IDENTITIES, type Identity } from '../webhook/identity.ts';
import { ESCAPES, type Escape } from '../webhook/meta-json.ts';
import type { Assignment } from '../webhook/set-path.ts';
import type { CommandContext, RegisterCommand } from './context.ts';
import {
  addCommonFlags,
  addSecretFlags,
  addTlsFlags,
  type CommonFlags,
  choice,
  collectAssignment,
  collectHeader,
  parseAmount,
  parseCount,
  parseDuration,
  parsed,
  parseHttpUrl,
  parseSize,
  parseSpeed,
  parseStatus,
  type TlsFlags,
} from './flags.ts';
import { addLoadFlags, type LoadFlags } from './load-flags.ts';

export const PRINTS = ['body', 'http', 'curl'] as const;

export interface ReplayFlags extends LoadFlags, CommonFlags, TlsFlags {
  readonly to?: URL;
  readonly verbatim?: boolean;
  readonly set?: readonly Assignment[];
  readonly identity?: Identity;
  readonly escape: Escape;
  readonly count: number;
  readonly interval: number;
  readonly shuffle?: boolean;
  readonly seed?: number;
  readonly batch?: number;
  readonly duplicates: number;
  readonly concurrent?: boolean;
  readonly retry?: boolean;
  readonly retryFor: number;
  readonly speed: number;
  readonly size?: number;
  readonly oversize?: boolean;
  readonly header?: readonly [string, string][];
  readonly signature: boolean;
  readonly badSignature?: boolean;
  readonly timeout: number;
  readonly expectStatus: number;
  readonly expectWithin?: number;
  readonly failFast?: boolean;
  readonly print?: (typeof PRINTS)[number];
  readonly dryRun?: boolean;
  readonly junit?: string;
}

export const registerReplay: RegisterCommand = (command, context: CommandContext) => {
  command
    .argument('<what...>', WHAT)
    .option('--to <url>', 'endpoint to send to (default: the running listen of this folder)', parseHttpUrl)
    .option('--verbatim', 'keep ids and times; a file of one line keeps its very bytes')
    .option('--set <path=value>', 'put a value in: entry[0].id=7 or /entry/0/id=7; repeatable', collectAssignment)
    .addOption(choice('--identity <kind>', 'how WhatsApp names the user', IDENTITIES))
    .addOption(choice('--escape <style>', 'how text is escaped', ESCAPES).default('meta'))
    .option('--size <size>', 'grow the payload to exactly this size, up to 3mb', parseSize)
    .option('--oversize', 'allow more than the 3 MiB that Meta sends')
    .addOption(parsed('--count <number>', 'how often to send it all, with other ids each time', parseAmount, '1'))
    .addOption(parsed('--interval <time>', 'pause between one webhook and the next', parseDuration, '0s'))
    .option('--shuffle', 'send in an order by chance')
    .option('--seed <number>', 'the same ids and order on each run; times stay those of the input', parseCount)
    .option('--batch <number>', 'merge up to so many updates into one webhook, as Meta does', parseAmount)
    .option('--duplicates <count>', 'further copies with the same bytes', parseCount, 0)
    .option('--concurrent', 'send the copies at the same instant')
    .option('--retry', 'send again while the answer is not 200, as Meta does')
    .addOption(parsed('--retry-for <time>', "how long to go on, on Meta's clock", parseDuration, '7d'))
    .addOption(parsed('--speed <factor>', "how fast Meta's clock runs here, like 1000x", parseSpeed, '1x'))
    .option("--header <'K: V'>", 'further header to send; repeatable', collectHeader)
    .option('--bad-signature', 'sign with the secret of another app')
    .option('--no-signature', 'send no signature')
    .addOption(parsed('--timeout <time>', 'how long to wait for each answer', parseDuration, '10s'))
    .addOption(parsed('--expect-status <status>', 'the answer that is right', parseStatus, '200'))
    .option('--expect-within <time>', 'how long a right answer may take', parseDuration)
    .option('--fail-fast', 'stop at the first answer that is not right')
    .addOption(choice('--print <form>', 'print what would be sent, and send nothing', PRINTS))
    .option('--dry-run', 'print the plan, and send nothing')
    .option('--junit <file>', 'write a JUnit report too, for CI');

  addCommonFlags(addTlsFlags(addSecretFlags(addLoadFlags(command))))
    .addHelpText('after', EXAMPLES)
    .action(async (what: string[]) => {
      const { runReplay } = await import('./run-replay.ts');
      context.finish(await runReplay(what, command, context.io));
    });
};

const WHAT =
  'fixture (text, statuses/*, all), scenario, file, folder, capture, webhook of history (id, 12, last), or - for stdin';

const EXAMPLES = `
A webhook of a capture or of history is sent byte for byte: signed anew with a
secret, with the signature that it came with without one.

Examples:
  wa-webhook replay text --to http://127.0.0.1:3000/webhook
  wa-webhook replay last
  wa-webhook replay payload.json --duplicates 2 --concurrent
  wa-webhook replay text --set /entry/0/changes/0/value/messages/0/text/body=Hi
  wa-webhook replay sent read --count 50 --shuffle --batch 20 --seed 7
  wa-webhook replay history --size 3mb
  wa-webhook replay text --retry --speed 1000x
  wa-webhook replay text --rate 50/s --duration 30s
  wa-webhook replay scenarios/message-life --speed 1000x
  wa-webhook replay text --bad-signature --expect-status 401`;
