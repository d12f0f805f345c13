import type { RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags, type CommonFlags } from './flags.ts';
import { addGraphFlags, parseObjectId } from './graph-flags.ts';

export interface SubscriptionFlags extends CommonFlags {
  readonly waba?: string;
  readonly phone?: string;
  readonly app?: string;
  readonly subscribe?: boolean;
}

export const registerSubscription: RegisterCommand = (command, context) => {
  command
    .option('--phone <id>', 'phone number id; the account is found by it', parseObjectId)
    .option('--waba <id>', "account id (default: the number's, or the token's only one)", parseObjectId)
    .option('--app <id>', "app id (default: the token's)", parseObjectId)
    .option('--subscribe', 'add the app to the account, where it is missing');
  addCommonFlags(addGraphFlags(addSecretFlags(command)))
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { runSubscription } = await import('./run-subscription.ts');
      context.finish(await runSubscription(command, context.io));
    });
};

const EXAMPLES = `
The access token is taken from WA_WEBHOOK_ACCESS_TOKEN or a file, never from the
command line. With the app secret too, Meta tells the app's callback and fields.

Examples:
  wa-webhook subscription --phone 200000000000002
  wa-webhook subscription --waba 100000000000001 --app-secret-file secret.txt
  wa-webhook subscription --waba 100000000000001 --subscribe`;
