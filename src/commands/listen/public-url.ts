import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { aborted } from '../../deadline.ts';
import { CliError, errorCode } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { type Entrance, openEntrance } from '../../tunnel/entrance.ts';
import { type ProbeResult, probe } from '../../tunnel/probe.ts';
import type { TunnelProvider } from '../../tunnel/provider.ts';
import { superviseTunnel } from '../../tunnel/supervise.ts';
import { chooseScreen } from '../../ui/screen.ts';
import type { ListenFlags } from '../listen.ts';
import { chosenProvider, tunnelSettings } from '../tunnel-flags.ts';
import type { RunningReceiver } from './receiver.ts';

export interface PublicUrlOptions {
  readonly command: Command;
  readonly receiver: RunningReceiver;
  readonly verifyToken: string;
  readonly stateDir: string;
  readonly stream: EventStream;
  /** Ends it all. */
  readonly signal: AbortSignal;
  readonly io: Io;
}

/** Gets the receiver its public URL, tells when it is ready, and keeps the way open until `signal` ends it. */
export async function openPublicUrl(options: PublicUrlOptions): Promise<void> {
  const { command, signal } = options;
  const flags = command.opts<ListenFlags>();
  const provider = chosenProvider(flags);

  if (flags.publicUrl !== undefined) {
    await proveOwnUrl(flags.publicUrl, options);
    return aborted(signal);
  }
  if (provider === undefined) {
    tellReady(null, options);
    return aborted(signal);
  }
  return openTunnel(provider, options);
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

async function openTunnel(given: TunnelProvider, options: PublicUrlOptions): Promise<void> {
  const { command, receiver, stream, signal, stateDir, io } = options;
  const flags = command.opts<ListenFlags>();
  const provider = withSenderNotice(given, flags);
  // Each time the URL is up, and once when there is none: whoever waits for "ready" is never left waiting.
  stream.subscribe((event) => {
    if (event.type === 'tunnel.opened') tellReady(event.url, options);
  });

  const entrance = await openEntranceOn(flags.tunnelPort, receiver.httpServer);
  const supervision = superviseTunnel({
    provider,
    context: {
      targetPort: entrance.port,
      settings: tunnelSettings(flags, io),
      wantedName: flags.subdomain,
      env: io.env,
      stateDir,
    },
    path: flags.path,
    probe: (url, probeSignal) => proveUrl(url, probeSignal, options),
    emit: stream.emit,
    signal,
    random: () => (io.random(1)[0] ?? 0) / 256,
  });

  try {
    const outcome = await supervision.firstOutcome;
    if (!outcome.ok && !signal.aborted) {
      if (isDemanded(options)) throw new CliError('tunnel-failed', `No tunnel by ${provider.name}: ${outcome.reason}`);
      tellReady(null, options);
    }
    await aborted(signal);
  } finally {
    await supervision.stop();
    await entrance.close();
  }
}

/** A provider that names no sender is honest about it, unless the user knows of a header. */
function withSenderNotice(provider: TunnelProvider, { senderHeader }: ListenFlags): TunnelProvider {
  const { traits } = provider;
  if (senderHeader !== undefined || traits.senderHeader !== undefined) return provider;

  const notice = `Who sent a webhook stays hidden behind ${provider.name}: a sender could have written the headers itself. --sender-header names one that a proxy of yours sets.`;
  return { ...provider, traits: { ...traits, notices: [...traits.notices, notice] } };
}

async function openEntranceOn(port: number | undefined, httpServer: RunningReceiver['httpServer']): Promise<Entrance> {
  try {
    return await openEntrance(httpServer, port);
  } catch (cause) {
    throw new CliError('port-unavailable', `Port ${port} for the tunnel is not to be had (${errorCode(cause)}).`, {
      cause,
      hint: 'Choose another with --tunnel-port, or leave it out.',
    });
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
