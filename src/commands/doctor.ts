import { Option } from 'commander';
import type { WhoisServer } from '../allowlist/whois.ts';
import type { RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags, type CommonFlags, parsePort } from './flags.ts';
import { addGraphFlags } from './graph-flags.ts';
import { DEFAULT_SERVER, parseServer } from './ips/flags.ts';

export interface DoctorFlags extends CommonFlags {
  readonly online?: boolean;
  readonly server: WhoisServer;
  readonly graphUrl: URL;
}

export const registerDoctor: RegisterCommand = (command, context) => {
  command
    .option('--port <number>', 'local port that listen shall take (default: 8090, or the next free one)', parsePort)
    .option('--verify-token <token>', 'token for the handshake')
    .option('--online', 'ask the whois server for a connection and the Graph API for the time, too')
    .addOption(
      new Option('--server <host[:port]>', 'whois server that --online asks')
        .argParser(parseServer)
        .default(DEFAULT_SERVER, `${DEFAULT_SERVER.host}:${DEFAULT_SERVER.port}`),
    );
  addCommonFlags(addSecretFlags(addGraphFlags(command)))
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { runDoctor } = await import('./doctor/run.ts');
      context.finish(await runDoctor(command, context.io));
    });
};

const EXAMPLES = `
Looks at what a run of listen in this folder would find: Node, port, clock,
state folder, secrets (their shapes alone, nothing of them is printed), tunnel
programs, settings and where they come from. Nothing leaves this machine without
--online. Settings are those of listen, by flags here, environment or file.

Examples:
  wa-webhook doctor
  wa-webhook doctor --online
  wa-webhook doctor --app-secret-file secret.txt --json`;
