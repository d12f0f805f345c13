import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext, RegisterCommand } from './context.ts';
import { type Moment, parseMoment } from './events/query-flags.ts';
import { addCommonFlags, type CommonFlags, parseAmount, parsed } from './flags.ts';
import { addGraphFlags, parseObjectId } from './graph-flags.ts';

export interface DeliveriesFlags extends CommonFlags {
  readonly phone: string;
  readonly message?: string;
  readonly since?: Moment;
  readonly failed?: boolean;
  readonly limit: number;
}

export const registerDeliveries: RegisterCommand = (command: Command, context: CommandContext) => {
  command
    .requiredOption('--phone <id>', 'phone number id', parseObjectId)
    .option('--message <id>', 'only those of this message (wamid.…)', parseMessageId)
    .option('--since <time>', 'not older: 30m, 2h, 7d, 2026-11-22, 2026-11-22T18:00', parseMoment)
    .option('--failed', 'only what Meta could not deliver so far')
    .addOption(parsed('--limit <count>', 'how many at most', parseAmount, '50'));
  addCommonFlags(addGraphFlags(command))
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { runDeliveries } = await import('./run-deliveries.ts');
      context.finish(await runDeliveries(command, context.io));
    });
};

const EXAMPLES = `
Asks Meta's Message History API what became of each delivery, and looks for it
in the history of this folder. The access token is taken from
WA_WEBHOOK_ACCESS_TOKEN or a file, never from the command line.

Examples:
  wa-webhook deliveries --phone 200000000000002
  wa-webhook deliveries --phone 200000000000002 --failed --since 1d
  wa-webhook deliveries --phone 200000000000002 --json`;

function parseMessageId(text: string): string {
  if (/^wamid\.[\w+/=.-]{1,512}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes the id of a message, wamid.…');
}
