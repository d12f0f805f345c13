import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import type { Emit } from '../events.ts';
import { createGraphClient, type GraphClient } from '../graph/client.ts';
import type { GraphError } from '../graph/graph-error.ts';
import type { Io } from '../io.ts';
import { findAccessToken } from './access-token.ts';
import type { GraphFlags } from './graph-flags.ts';

export interface OpenGraphOptions {
  /** Stands in nothing that is told, as little as the access token. */
  readonly appSecret?: string | undefined;
  /** Ends what is asked; the user's own wish unless told, and another one where something must still be put back. */
  readonly signal?: AbortSignal;
}

/** The Graph API as the flags say, with a token. Whoever opens it closes it. Throws `token-missing`. */
export async function openGraph(
  command: Command,
  io: Io,
  emit: Emit,
  { appSecret, signal = io.signal }: OpenGraphOptions = {},
): Promise<GraphClient> {
  const { graphUrl, graphVersion, graphTimeout } = command.opts<GraphFlags>();
  const token = await findAccessToken(command, io, emit);
  if (token === undefined) throw new CliError('token-missing', 'The Graph API needs an access token.');
  refuseUrlOfFolder(command, io);
  return createGraphClient({
    url: graphUrl,
    version: graphVersion,
    token,
    secrets: appSecret === undefined ? [] : [appSecret],
    timeoutMs: graphTimeout,
    emit,
    now: io.now,
    random: () => Buffer.from(io.random(4)).readUInt32BE(0) / 2 ** 32,
    signal,
  });
}

/** A folder that somebody else made could send the token anywhere: by its config file, or by an env file that this names. */
function refuseUrlOfFolder(command: Command, io: Io): void {
  const source = command.getOptionValueSource('graphUrl');
  const isOfEnvFile = source === 'env' && (io.env['WA_WEBHOOK_GRAPH_URL'] ?? '') === '';
  const isEnvFileOfConfig = command.getOptionValueSource('envFile') === 'config';
  if (source !== 'config' && !(isOfEnvFile && isEnvFileOfConfig)) return;
  throw new CliError('config-invalid', 'The config file may not say where the access token goes ("graphUrl").', {
    hint: 'Give --graph-url, or set WA_WEBHOOK_GRAPH_URL.',
  });
}

/** What ends a command when the Graph API failed it: exit code 5. */
export function graphFailure(error: GraphError): CliError {
  return new CliError('graph-failed', error.sentence, { hint: error.hint });
}
