import type { RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags, type CommonFlags } from './flags.ts';

export interface VerifyFlags extends CommonFlags {
  readonly signature?: string;
}

export const registerVerify: RegisterCommand = (program, context) => {
  const command = program
    .command('verify')
    .description('whether a signature is that of a body, and if not, why')
    .argument('<file>', 'file that holds the body, or - for stdin')
    .option('--signature <header>', 'X-Hub-Signature-256 as it came: sha256=…');
  addCommonFlags(addSecretFlags(command))
    .addHelpText('after', EXAMPLES)
    .action(async (what: string) => {
      const { runVerify } = await import('./run-signature.ts');
      context.finish(await runVerify(what, command, context.io));
    });
};

const EXAMPLES = `
Example:
  wa-webhook verify body.json --signature sha256=5257a8… --app-secret-file s.txt

Exit codes: 0 it is, 1 it is not.`;
