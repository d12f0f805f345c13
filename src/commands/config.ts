import type { RegisterCommand } from './context.ts';
import { addCommonFlags, type CommonFlags } from './flags.ts';

export interface ShowFlags extends CommonFlags {
  readonly origin?: boolean;
  readonly envFile?: string;
}

export const registerConfig: RegisterCommand = (config, context) => {
  const show = config
    .command('show')
    .description('the settings in force, secrets masked; of a command with its flags, or what is set for any')
    .argument('[command...]', 'a command with its flags, as you would run it')
    .option('--origin', 'tell where each comes from: flag, environment, file with line, default')
    // Those of the command that is shown.
    .allowUnknownOption();
  addCommonFlags(show)
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[]) => {
      const { runConfigShow } = await import('./config/run-show.ts');
      context.finish(await runConfigShow(words, show, context.io));
    });
};

const EXAMPLES = `
A flag goes before the environment (WA_WEBHOOK_PORT for --port, and so on), that
before the file of --env-file, that before wa-webhook.config.json, where the
section of a command ("listen", "ips": { "list": … }) goes before the top.

Examples:
  wa-webhook config show --origin
  wa-webhook config show listen --port 9000 --origin
  wa-webhook config show ips list --json`;
