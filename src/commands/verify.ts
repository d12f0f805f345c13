import type { RegisterCommand } from './context.ts';
import {
  addCommonFlags,
  addSecretFlags,
  addTlsFlags,
  type CommonFlags,
  parseDuration,
  parsed,
  parseHttpUrl,
  type TlsFlags,
} from './flags.ts';

export interface VerifyFlags extends CommonFlags, TlsFlags {
  readonly signature?: string;
  readonly verifyToken?: string;
  readonly timeout: number;
  readonly budget: number;
}

export const registerVerify: RegisterCommand = (command, context) => {
  command
    .argument('<what>', 'URL of the endpoint; or the file that holds the body, - for stdin')
    .option('--signature <header>', 'of a file: X-Hub-Signature-256 as it came, sha256=…')
    .option('--verify-token <token>', 'of a URL: the token that the endpoint expects')
    .addOption(parsed('--timeout <time>', 'how long to wait for each answer', parseDuration, '6s'))
    .addOption(parsed('--budget <time>', 'how long a good answer may take', parseDuration, '1s'));
  addCommonFlags(addTlsFlags(addSecretFlags(command)))
    .addHelpText('after', EXAMPLES)
    .action(async (what: string) => {
      if (/^https?:\/\//i.test(what)) {
        const { runVerifyUrl } = await import('./run-verify-url.ts');
        return context.finish(await runVerifyUrl(parseHttpUrl(what), command, context.io));
      }
      const { runVerify } = await import('./run-signature.ts');
      context.finish(await runVerify(what, command, context.io));
    });
};

const EXAMPLES = `
A URL is asked as Meta asks it when the callback URL is saved, and what Meta
would say is told in its own words.

Examples:
  wa-webhook verify http://127.0.0.1:3000/webhook --verify-token T
  wa-webhook verify body.json --signature sha256=52… --app-secret-file s.txt`;
