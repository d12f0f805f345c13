import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { aborted } from '../../deadline.ts';
import { CliError } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { openEntrance } from '../../tunnel/entrance.ts';
import { tunnelProviders } from '../../tunnel/index.ts';
import { type ProbeResult, probe } from '../../tunnel/probe.ts';
import { superviseTunnel } from '../../tunnel/supervise.ts';
import { chooseScreen } from '../../ui/screen.ts';
import type { ListenFlags } from '../listen.ts';
import type { RunningReceiver } from './receiver.ts';

export interface PublicUrlOptions {
  readonly command: Command;
  readonly receiver: RunningReceiver;
  readonly verifyToken: string;
  readonly stream: EventStream;
  /** Ends it all. */
  readonly signal: AbortSignal;
  readonly io: Io;
}

/** Gets the receiver its public URL, tells when it is ready, and keeps the way open until `signal` ends it. */
export async function openPublicUrl(options: PublicUrlOptions): Promise<void> {
  const { command, signal } = options;
  const { publicUrl, tunnel } = command.opts<ListenFlags>();

  if (publicUrl !== undefined) {
    await proveOwnUrl(publicUrl, options);
    return aborted(signal);
  }
  if (tunnel === false || tunnel === 'none') {
    tellReady(null, options);
    return aborted(signal);
  }
  return openTunnel(tunnel, options);
}

function tellReady(publicUrl: string | null, { stream, receiver, verifyToken }: PublicUrlOptions): void {
  stream.emit({ type: 'receiver.ready', localUrl: receiver.url, publicUrl, verifyToken });
}

/** The user's own way in is used whatever the check says, since only the user can mend it; what stands in the way is told. */
async function proveOwnUrl(publicUrl: URL, options: PublicUrlOptions): Promise<void> {
  const { path } = options.command.opts<ListenFlags>();
  const url = publicUrl.pathname === '/' ? new URL(path, publicUrl) : publicUrl;
  const result = await proveUrl(url, options.signal, options);
  if (!result.ok) {
    options.stream.emit({
      type: 'tunnel.failed',
      provider: '--public-url',
      code: 'probe-failed',
      reason: result.reason,
    });
  }
  tellReady(url.href, options);
}

async function openTunnel(name: string, options: PublicUrlOptions): Promise<void> {
  const { command, receiver, stream, signal, io } = options;
  const { path, subdomain, tunnelHost } = command.opts<ListenFlags>();
  // Each time the URL is up, and once when there is none: whoever waits for "ready" is never left waiting.
  stream.subscribe((event) => {
    if (event.type === 'tunnel.opened') tellReady(event.url, options);
  });

  const provider = Object.values(tunnelProviders).find((each) => each.name === name);
  if (provider === undefined) throw new CliError('wrong-usage', `There is no tunnel provider named "${name}".`);

  const entrance = await openEntrance(receiver.httpServer);
  const supervision = superviseTunnel({
    provider,
    targetPort: entrance.port,
    host: tunnelHost,
    wantedName: subdomain,
    path,
    probe: (url, probeSignal) => proveUrl(url, probeSignal, options),
    emit: stream.emit,
    signal,
    random: () => (io.random(1)[0] ?? 0) / 256,
  });

  try {
    const outcome = await supervision.firstOutcome;
    if (!outcome.ok && !signal.aborted) {
      if (isDemanded(options)) throw new CliError('tunnel-failed', `No tunnel by ${name}: ${outcome.reason}`);
      tellReady(null, options);
    }
    await aborted(signal);
  } finally {
    await supervision.stop();
    await entrance.close();
  }
}

/** A tunnel that was named on the command line is what a script or CI job runs for; a person at a terminal can act. */
function isDemanded({ command, io }: PublicUrlOptions): boolean {
  const isNamed = command.getOptionValueSource('tunnel') === 'cli';
  return isNamed && chooseScreen(io, { json: command.opts<ListenFlags>().json === true }) !== 'tui';
}

function proveUrl(url: URL, signal: AbortSignal, { receiver, verifyToken }: PublicUrlOptions): Promise<ProbeResult> {
  const challenge = String(randomInt(1_000_000_000, 10_000_000_000));
  receiver.expectProbe(challenge);
  return probe({ url, verifyToken, signal, challenge });
}
