import type { RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags } from './flags.ts';

export const registerSign: RegisterCommand = (command, context) => {
  command.argument('<file>', 'file that holds the body, or - for stdin');
  addCommonFlags(addSecretFlags(command))
    .addHelpText('after', EXAMPLES)
    .action(async (what: string) => {
      const { runSign } = await import('./run-signature.ts');
      context.finish(await runSign(what, command, context.io));
    });
};

const EXAMPLES = `
Examples:
  wa-webhook sign body.json --app-secret-file secret.txt
  wa-webhook sign - --app-secret-file secret.txt < body.json`;
