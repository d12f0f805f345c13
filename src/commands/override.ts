import type { Command } from 'commander';
import type { CommandContext, RegisterCommand } from './context.ts';
import { addCommonFlags, type CommonFlags, parseHttpUrl } from './flags.ts';
import { addGraphFlags, type GraphFlags, parseObjectId } from './graph-flags.ts';
import { addPreviousTokenFlags, type PreviousTokenFlags } from './override-flags.ts';

export interface OverrideFlags extends CommonFlags, GraphFlags {
  readonly phone?: string;
  readonly waba?: string;
  readonly dryRun?: boolean;
}

export interface OverrideSetFlags extends OverrideFlags, PreviousTokenFlags {
  readonly url?: URL;
  readonly verifyToken?: string;
  readonly replace?: boolean;
}

export interface OverrideRestoreFlags extends OverrideFlags, PreviousTokenFlags {
  readonly force?: boolean;
}

export const registerOverride: RegisterCommand = (override, context: CommandContext) => {
  registerShow(override, context);
  registerSet(override, context);
  registerClear(override, context);
  registerRestore(override, context);
};

const registerShow: RegisterCommand = (override, context) => {
  const show = override.command('show').description('the override that stands there, and where the webhooks go');
  addFlags(show)
    .addHelpText('after', SHOW_EXAMPLES)
    .action(async () => {
      const { runOverrideShow } = await import('./override/run-show.ts');
      context.finish(await runOverrideShow(show, context.io));
    });
};

const SHOW_EXAMPLES = `
Meta sends to the override of the number, else to that of the account, else to
the app's own callback. Template and account fields follow no override.

Examples:
  wa-webhook override show --phone 106540352242922
  wa-webhook override show --waba 102290129340398 --json`;

const registerSet: RegisterCommand = (override, context) => {
  const set = override
    .command('set')
    .description('set one that stays; what stood there is written down for restore')
    .option('--url <url>', 'where Meta shall send: it shakes hands there first', parseHttpUrl)
    .option('--verify-token <token>', 'token for that handshake (default: the one that listen keeps here)')
    .option('--replace', "give up somebody's override whose verify token is not known");
  addPreviousTokenFlags(addFlags(set))
    .addHelpText('after', SET_EXAMPLES)
    .action(async () => {
      const { runOverrideSet } = await import('./override/run-set.ts');
      context.finish(await runOverrideSet(set, context.io));
    });
};

const SET_EXAMPLES = `
For as long as you try things out, listen --override sets it and puts it back.

Examples:
  wa-webhook override set --phone 106540352242922 --url https://a.example/wh
  wa-webhook override set --waba 1022901293 --url https://a.example/ --dry-run`;

const registerClear: RegisterCommand = (override, context) => {
  const clear = override.command('clear').description('take the override away, whoever set it');
  addFlags(clear)
    .addHelpText('after', CLEAR_EXAMPLES)
    .action(async () => {
      const { runOverrideClear } = await import('./override/run-clear.ts');
      context.finish(await runOverrideClear(clear, context.io));
    });
};

const CLEAR_EXAMPLES = `
Examples:
  wa-webhook override clear --phone 106540352242922
  wa-webhook override clear --waba 102290129340398 --dry-run`;

const registerRestore: RegisterCommand = (override, context) => {
  const restore = override
    .command('restore')
    .description('put back what stood there before set, or before a listen that was killed')
    .option('--force', 'even where its listen seems to run, here or on another machine');
  addPreviousTokenFlags(addFlags(restore))
    .addHelpText('after', RESTORE_EXAMPLES)
    .action(async () => {
      const { runOverrideRestore } = await import('./override/run-restore.ts');
      context.finish(await runOverrideRestore(restore, context.io));
    });
};

const RESTORE_EXAMPLES = `
Without --phone and --waba: all that this folder knows of. What somebody else
has set since is left as it is, and told (exit code 1).

Examples:
  wa-webhook override restore
  wa-webhook override restore --phone 106540352242922 --dry-run`;

function addFlags(command: Command): Command {
  command
    .option('--phone <id>', 'the phone number, by its ID', parseObjectId)
    .option('--waba <id>', 'the WhatsApp Business Account, by its ID', parseObjectId)
    .option('--dry-run', 'print the requests, without the access token, and send none');
  return addCommonFlags(addGraphFlags(command));
}
