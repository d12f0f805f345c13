import type { FaultRule } from '../receiver/faults.ts';
import type { OnlyRule } from '../webhook/only.ts';
import type { OverrideTarget } from '../webhook/override-request.ts';
import type { CommandContext, RegisterCommand } from './context.ts';
import {
  addCommonFlags,
  addSecretFlags,
  addTlsFlags,
  type CommonFlags,
  choice,
  collectHeader,
  parseAmount,
  parseDuration,
  parsed,
  parseHeaderName,
  parseHttpUrl,
  parsePath,
  parsePort,
  parseSize,
  type TlsFlags,
} from './flags.ts';
import { addGraphFlags } from './graph-flags.ts';
import { collectFault, collectTarget, parseDelay, parseOnlyRules } from './listen/flags.ts';
import { addPreviousTokenFlags, collectOverride } from './override-flags.ts';
import { addTunnelFlags, type TunnelFlags } from './tunnel-flags.ts';

export interface ListenFlags extends CommonFlags, TunnelFlags, TlsFlags {
  readonly port?: number;
  readonly host: string;
  readonly path: string;
  readonly verifyToken?: string;
  readonly forwardTo?: readonly URL[];
  readonly answer?: 'app' | 'now';
  readonly header?: readonly [string, string][];
  readonly publicUrl?: URL;
  readonly override?: readonly OverrideTarget[];
  readonly replace?: boolean;
  readonly senderHeader?: string;
  readonly onlyMetaIps?: boolean;
  readonly unsigned: 'allow' | 'reject';
  readonly respond?: readonly FaultRule[];
  readonly delay?: number;
  readonly maxBody: number;
  readonly only?: readonly OnlyRule[];
  readonly history: boolean;
  readonly maxHistory: number;
  readonly keepRefused?: boolean;
  readonly ascii?: boolean;
  readonly exitAfter?: number;
  readonly timeout?: number;
}

export const registerListen: RegisterCommand = (command, context: CommandContext) => {
  command
    .option('--port <number>', 'local port (default: 8090, or the next free one)', parsePort)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--path <path>', 'path of the webhook', parsePath, '/webhook')
    .option('--verify-token <token>', 'token for the handshake (default: made once and kept)')
    .option(
      '--forward-to <url>',
      "pass each webhook on to your app; repeatable, Meta gets the first one's answer",
      collectTarget,
    )
    .addOption(
      choice('--answer <who>', 'app: its answer; now: 200 at once, forwarded until it is taken', ['app', 'now']),
    )
    .option("--header <'K: V'>", 'header to add when forwarding; repeatable', collectHeader)
    .option('--public-url <url>', 'your own way in: no tunnel is opened', parseHttpUrl)
    .option(
      '--override <phone:ID|waba:ID>',
      'make Meta send its webhooks here, and put that back at the end; repeatable',
      collectOverride,
    )
    .option('--replace', 'where an override stands there already: give it up')
    .option('--sender-header <name>', 'header in which your proxy or tunnel names the sender', parseHeaderName)
    .option('--only-meta-ips', 'refuse whoever is not in the list that ips refresh kept: 403')
    .addOption(
      choice('--unsigned <policy>', 'webhooks without a valid signature', ['allow', 'reject']).default('reject'),
    )
    .option('--respond <fault>', 'wrong answers on purpose: 500, 500x3, 500@20%, drop; repeatable', collectFault)
    .option('--delay <ms>', 'hold each answer back for so long', parseDelay)
    .addOption(parsed('--max-body <size>', 'largest body to accept', parseSize, '3mb'))
    .option(
      '--only <field,field/type>',
      'show and forward only these; others are answered 200 and kept',
      parseOnlyRules,
    )
    .addOption(
      parsed('--max-history <size>', 'remove the oldest history beyond this, also while listening', parseSize, '1gb'),
    )
    .option('--no-history', 'keep no webhooks on disk')
    .option('--keep-refused', 'print the bodies of refused requests in JSON lines too')
    .option('--ascii', 'draw the screen with nothing but ASCII')
    .option('--exit-after <count>', 'end after this many webhooks', parseAmount)
    .option('--timeout <time>', 'end after this time; exit 1 if --exit-after was not reached', parseDuration);

  addCommonFlags(addTlsFlags(addSecretFlags(addTunnelFlags(addGraphFlags(addPreviousTokenFlags(command))))))
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { runListen } = await import('./listen/run.ts');
      context.finish(await runListen(command, context.io));
    });
};

const EXAMPLES = `
Examples:
  wa-webhook listen --app-secret-file secret.txt
  wa-webhook listen --no-tunnel --forward-to http://127.0.0.1:3000/webhook
  wa-webhook listen --override phone:106540352242922
  wa-webhook listen --no-tunnel --respond 500x3 --delay 8000
  wa-webhook listen --no-tunnel --json --exit-after 1 --timeout 30s`;
