import type { Command } from 'commander';
import { CliError, errorCode } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { FaultSwitch } from '../../receiver/faults.ts';
import type { Receive } from '../../receiver/receive.ts';
import { type ReceiverServer, type ServerOptions, startServer } from '../../receiver/server.ts';
import type { ListenFlags } from '../listen.ts';
import { refuseCircle } from './circle.ts';
import type { Forwarding } from './forwarding.ts';
import type { Memory } from './memory.ts';
import { createOwnProbes, type OwnProbes } from './own-probes.ts';

export interface RunningReceiver {
  /** Local, with the webhook's path. */
  readonly url: string;
  readonly forwardTo: readonly string[];
  readonly httpServer: ReceiverServer['httpServer'];
  readonly ownProbes: OwnProbes;
  readonly close: () => Promise<void>;
}

export interface StartOptions {
  readonly command: Command;
  readonly receive: Receive;
  readonly memory: Memory;
  readonly faults: FaultSwitch;
  readonly forwarding: Forwarding;
  readonly stream: EventStream;
  readonly io: Io;
  readonly hasSecret: boolean;
  readonly senderOf: NonNullable<ServerOptions['senderOf']>;
}

const DEFAULT_PORT = 8090;

/** Without `--port`, so many ports after the default one are tried. */
const PORTS_TRIED = 100;

/** Starts the receiver on the port that was asked for, or on the next free one, and tells so. Throws `port-unavailable`. */
export async function startReceiver(options: StartOptions): Promise<RunningReceiver> {
  const { command, receive, memory, faults, forwarding, stream, io, hasSecret, senderOf } = options;
  const flags = command.opts<ListenFlags>();
  const ownProbes = createOwnProbes(io.clock);

  const server = await listenOnFreePort(flags, {
    host: flags.host,
    receive,
    maxBodyBytes: flags.maxBody,
    stream,
    clock: io.clock,
    keep: memory.keep,
    senderOf,
    faults,
    isOwnProbe: ownProbes.take,
    ...(forwarding.app === undefined ? {} : { app: forwarding.app }),
  });
  const own = { host: flags.host, port: server.port, publicUrl: flags.publicUrl };
  await refuseCircle(flags.forwardTo ?? [], own).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });

  const url = `http://${urlHost(flags.host)}:${server.port}${flags.path}`;
  const { forwardTo } = forwarding;
  const isMoved = flags.port === undefined && server.port !== DEFAULT_PORT;
  stream.emit({
    type: 'receiver.listening',
    url,
    isSignatureChecked: hasSecret,
    forwardTo,
    ...(isMoved ? { insteadOfPort: DEFAULT_PORT } : {}),
  });
  return { url, forwardTo, httpServer: server.httpServer, ownProbes, close: server.close };
}

async function listenOnFreePort(flags: ListenFlags, options: Omit<ServerOptions, 'port'>): Promise<ReceiverServer> {
  const wanted = flags.port ?? DEFAULT_PORT;
  const last = flags.port === undefined ? wanted + PORTS_TRIED : wanted;

  for (let port = wanted; ; port += 1) {
    try {
      return await startServer({ ...options, port });
    } catch (cause) {
      if (errorCode(cause) === 'EADDRINUSE' && port < last) continue;
      throw unavailable(flags.host, port, cause);
    }
  }
}

function unavailable(host: string, port: number, cause: unknown): CliError {
  const code = errorCode(cause);
  if (code === 'EADDRINUSE') return new CliError('port-unavailable', `Port ${port} on ${host} is taken.`, { cause });
  if (code === 'EACCES')
    return new CliError('port-unavailable', `Port ${port} is not permitted to this user.`, { cause });
  return new CliError('port-unavailable', `Cannot listen on ${host} (${code ?? 'unknown error'}).`, {
    cause,
    hint: 'Check --host: it takes an address of this machine.',
  });
}

/** A wildcard address is no place to send to; loopback is part of it. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
