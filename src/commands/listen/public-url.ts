import type { Command } from 'commander';
import { aborted } from '../../deadline.ts';
import { CliError } from '../../errors.ts';
import type { EventStream, HappenedEvent } from '../../events.ts';
import type { Io } from '../../io.ts';
import { createOwnWay } from '../../tunnel/own-way.ts';
import type { TunnelProvider } from '../../tunnel/provider.ts';
import { type SuperviseOptions, superviseTunnel } from '../../tunnel/supervise.ts';
import { chooseScreen } from '../../ui/screen.ts';
import { overrideRequest } from '../../webhook/override-request.ts';
import type { ListenFlags } from '../listen.ts';
import { chosenProvider, tunnelSettings } from '../tunnel-flags.ts';
import { checkBodies, proveUrl } from './check-way.ts';
import type { Overrides } from './overrides.ts';
import type { RunningReceiver } from './receiver.ts';
import { openTunnelEnd } from './tunnel-end.ts';

export interface PublicUrlOptions {
  readonly command: Command;
  readonly receiver: RunningReceiver;
  readonly verifyToken: string;
  readonly stateDir: string;
  readonly stream: EventStream;
  /** Points Meta to the public URL, where that is asked for. */
  readonly overrides?: Overrides | undefined;
  /** Ends it all. */
  readonly signal: AbortSignal;
  readonly io: Io;
}

/** Gets the receiver its public URL, tells when it is ready, and keeps the way open until `signal` ends it. */
export async function openPublicUrl(options: PublicUrlOptions): Promise<void> {
  const { command, signal } = options;
  const flags = command.opts<ListenFlags>();
  const provider = chosenProvider(flags);

  if (flags.publicUrl !== undefined) return watchOwnUrl(flags.publicUrl, options);
  if (provider !== undefined) return openTunnel(provider, options);
  tellReady(null, options);
  return aborted(signal);
}

function tellReady(publicUrl: string | null, { stream, receiver, verifyToken, overrides }: PublicUrlOptions): void {
  const isOverridden = publicUrl !== null && overrides !== undefined;
  const ready = { localUrl: receiver.url, publicUrl, verifyToken, ...(isOverridden && { isOverridden }) };
  stream.emit({ type: 'receiver.ready', ...ready });
}

/** The user's own way in is used whatever the check says, since only the user can mend it; what stands in the way is told. */
async function watchOwnUrl(publicUrl: URL, options: PublicUrlOptions): Promise<void> {
  const { path } = options.command.opts<ListenFlags>();
  const url = publicUrl.pathname === '/' ? new URL(path, publicUrl) : publicUrl;
  const ways = { provider: createOwnWay(url), path: url.pathname + url.search, targetPort: 0 };
  await supervise(ways, options, () => tellReady(url.href, options));
}

async function openTunnel(provider: TunnelProvider, options: PublicUrlOptions): Promise<void> {
  const flags = options.command.opts<ListenFlags>();
  const end = await openTunnelEnd(options.receiver.httpServer, flags.tunnelPort);
  const ways = { provider: withSenderNotice(provider, flags), path: flags.path, targetPort: end.port };
  try {
    await supervise({ ...ways, lastArrivalMs: end.lastArrivalMs }, options, (reason) => {
      if (isDemanded(options)) throw new CliError('tunnel-failed', `No tunnel by ${provider.name}: ${reason}`);
      tellReady(null, options);
    });
  } finally {
    await end.close();
  }
}

interface Way extends Pick<SuperviseOptions, 'provider' | 'path' | 'lastArrivalMs'> {
  readonly targetPort: number;
}

/** Until `signal` ends it. Ready is told each time the URL is up; `onNoUrl` once when there is none, so that nobody waits for ever. */
async function supervise(way: Way, options: PublicUrlOptions, onNoUrl: (reason: string) => void): Promise<void> {
  const { command, signal, stateDir, overrides, io } = options;
  const flags = command.opts<ListenFlags>();
  const { targetPort, ...rest } = way;
  const settings = tunnelSettings(flags, io);
  const supervision = superviseTunnel({
    ...rest,
    context: { targetPort, settings, wantedName: flags.subdomain, env: io.env, stateDir },
    probe: (url, probeSignal) => proveUrl(url, probeSignal, options),
    emit: (event) => tell(event, options),
    // As long as Meta sends here, the way stays open: it is closed by hand, after the overrides are put back.
    signal: overrides === undefined ? signal : NEVER,
    random: () => (io.random(1)[0] ?? 0) / 256,
  });

  try {
    const outcome = await supervision.firstOutcome;
    if (!outcome.ok && !signal.aborted) onNoUrl(outcome.reason);
    const failure = await Promise.race([aborted(signal), overrides?.failure ?? NEVER_FAILS]);
    if (failure !== undefined && isInScript(options)) throw failure;
    await aborted(signal);
  } finally {
    try {
      await overrides?.putBack();
    } finally {
      await supervision.stop();
    }
  }
}

const NEVER = new AbortController().signal;
const NEVER_FAILS = new Promise<undefined>(() => {});

/** Adds to what the supervisor tells what only we know: the token for the request that mends a changed URL. */
function tell(event: HappenedEvent, options: PublicUrlOptions): void {
  const { stream, verifyToken, overrides } = options;
  if (event.type !== 'tunnel.opened') {
    stream.emit(event);
    return;
  }

  const { url } = event;
  const mending =
    overrides === undefined ? { overrideRequest: overrideRequest(url, verifyToken) } : { isOverridden: true };
  stream.emit({ ...event, ...(event.previousUrl !== undefined && mending) });
  tellReady(url, options);
  overrides?.point(url);
  if (event.downMs === undefined) void checkBodies(event, options);
}

/** A provider that names no sender is honest about it, unless the user knows of a header. */
function withSenderNotice(provider: TunnelProvider, { senderHeader }: ListenFlags): TunnelProvider {
  const { traits } = provider;
  if (senderHeader !== undefined || traits.senderHeader !== undefined) return provider;

  const notice = `Who sent a webhook stays hidden behind ${provider.name}: a sender could have written the headers itself. --sender-header names one that a proxy of yours sets.`;
  return { ...provider, traits: { ...traits, notices: [...traits.notices, notice] } };
}

/** A tunnel that was named on the command line is what a script or CI job runs for; a person at a terminal can act. */
function isDemanded({ command, io }: PublicUrlOptions): boolean {
  return command.getOptionValueSource('tunnel') === 'cli' && isInScript({ command, io });
}

function isInScript({ command, io }: Pick<PublicUrlOptions, 'command' | 'io'>): boolean {
  return chooseScreen(io, { json: command.opts<ListenFlags>().json === true }) !== 'tui';
}
