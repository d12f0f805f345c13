import { InvalidArgumentError } from 'commander';
import type { CommandContext, RegisterCommand } from './context.ts';
import { addCommonFlags, type CommonFlags } from './flags.ts';

export interface ExplainFlags extends CommonFlags {
  readonly saveFixture?: string;
  readonly force?: boolean;
}

export const registerExplain: RegisterCommand = (command, context: CommandContext) => {
  command
    .argument('<what...>', 'fixture, JSON file, capture, webhook of history (id, 12, last), or - for stdin')
    .option('--save-fixture <name>', 'write it to ./fixtures, names and numbers replaced', parseFixtureName)
    .option('--force', 'with --save-fixture: write over an existing file');

  addCommonFlags(command)
    .addHelpText('after', EXAMPLES)
    .action(async (what: string[]) => {
      const { runExplain } = await import('./run-explain.ts');
      context.finish(await runExplain(what, command, context.io));
    });
};

const EXAMPLES = `
Examples:
  wa-webhook explain last
  wa-webhook explain payload.json
  wa-webhook explain image --json
  wa-webhook explain last --save-fixture image-with-tags`;

function parseFixtureName(text: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= 80) return text;
  throw new InvalidArgumentError('It takes a name like image-with-tags, of small letters, digits and hyphens.');
}
