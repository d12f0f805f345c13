import type { CommandContext, RegisterCommand } from './context.ts';
import { addQueryFlags, parseAge, type QueryFlags } from './events/query-flags.ts';
import { addCommonFlags, type CommonFlags, choice, parseAmount, parsed, parseSize } from './flags.ts';

export const SHOWN_AS = ['json', 'body', 'http', 'curl', 'markdown'] as const;

export interface ListFlags extends CommonFlags, QueryFlags {
  readonly last: number;
  readonly all?: boolean;
}

export interface ShowFlags extends CommonFlags {
  readonly as?: (typeof SHOWN_AS)[number];
}

export interface ExportFlags extends CommonFlags, QueryFlags {
  readonly scrub?: boolean;
  readonly output: string;
}

export interface PruneFlags extends CommonFlags {
  readonly olderThan?: number;
  readonly maxSize?: number;
  readonly dryRun?: boolean;
}

export const registerEvents: RegisterCommand = (events, context: CommandContext) => {
  registerList(events, context);
  registerShow(events, context);
  registerExport(events, context);
  registerPrune(events, context);
};

const registerList: RegisterCommand = (events, context) => {
  const list = events
    .command('list')
    .description('the webhooks of history, the newest first, one a line')
    .addOption(parsed('--last <count>', 'how many at most', parseAmount, '20'))
    .option('--all', 'as many as there are');
  addCommonFlags(addQueryFlags(list))
    .addHelpText('after', LIST_EXAMPLES)
    .action(async () => {
      const { runEventsList } = await import('./events/run-list.ts');
      context.finish(await runEventsList(list, context.io));
    });
};

const LIST_EXAMPLES = `
With --json it prints the stored lines, byte for byte.

Examples:
  wa-webhook events list
  wa-webhook events list --since 2h --type image
  wa-webhook events list --from +15550100300 --all
  wa-webhook events list --signature invalid --json`;

const registerShow: RegisterCommand = (events, context) => {
  const show = events
    .command('show')
    .description('one webhook: what it said, and what became of it')
    .argument('<what>', 'its id, 12 for #12, or last')
    .addOption(choice('--as <form>', 'print it in another form', SHOWN_AS));
  addCommonFlags(show)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async (what: string) => {
      const { runEventsShow } = await import('./events/run-show.ts');
      context.finish(await runEventsShow(what, show, context.io));
    });
};

const SHOW_EXAMPLES = `
Forms: json (its body, laid out to be read), body (byte for byte), http (the
request), curl (a command that sends it again), markdown (a report for an
issue). With --json it prints the stored lines.

Examples:
  wa-webhook events show last
  wa-webhook events show 12 --as body > body.json
  wa-webhook events show last --as markdown`;

const registerExport: RegisterCommand = (events, context) => {
  const exporting = events
    .command('export')
    .description('webhooks of history as a capture, which replay takes')
    .option('--scrub', 'replace names, numbers, ids, texts, links: the same by the same')
    .option('--output <file>', 'where to write it, whole or not at all; - for stdout', '-');
  addCommonFlags(addQueryFlags(exporting))
    .addHelpText('after', EXPORT_EXAMPLES)
    .action(async () => {
      const { runEventsExport } = await import('./events/run-export.ts');
      context.finish(await runEventsExport(exporting, context.io));
    });
};

const EXPORT_EXAMPLES = `
With --scrub, what belongs together stays together over the whole capture: the
same person, the same message. Paths, addresses and signatures are left out,
and replay signs it with your app secret. Read it before you pass it on.

Examples:
  wa-webhook events export --since 1d --output today.ndjson
  wa-webhook events export --scrub --output fixtures.ndjson
  wa-webhook events export --type image | wa-webhook explain -`;

const registerPrune: RegisterCommand = (events, context) => {
  const pruning = events
    .command('prune')
    .description('remove old history')
    .option('--older-than <age>', 'what is older, like 30d', parseAge)
    .option('--max-size <size>', 'the oldest of what is more, like 100mb', parseSize)
    .option('--dry-run', 'say what would be removed, and remove nothing');
  addCommonFlags(pruning)
    .addHelpText('after', PRUNE_EXAMPLES)
    .action(async () => {
      const { runEventsPrune } = await import('./events/run-prune.ts');
      context.finish(await runEventsPrune(pruning, context.io));
    });
};

const PRUNE_EXAMPLES = `
What a running listen writes, and what waits for an app (listen --answer now),
stays. listen itself keeps up to 1gb: see its --max-history.

Examples:
  wa-webhook events prune --older-than 30d
  wa-webhook events prune --max-size 100mb --dry-run`;
