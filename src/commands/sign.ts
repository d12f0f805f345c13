import type { RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags } from './flags.ts';

export const registerSign: RegisterCommand = (program, context) => {
  const command = program
    .command('sign')
    .description('the signature headers of a body, to the byte as it stands')
    .argument('<file>', 'file that holds the body, or - for stdin');
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
  wa-webhook replay text --print body | wa-webhook sign -`;
