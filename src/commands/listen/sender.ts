import { CliError } from '../../errors.ts';
import type { Emit } from '../../events.ts';
import type { Io } from '../../io.ts';
import { findSender } from '../../receiver/sender.ts';
import type { ServerOptions } from '../../receiver/server.ts';
import { type KeptRead, readKeptList } from '../../store/kept-list.ts';
import { cameThroughTunnel } from '../../tunnel/entrance.ts';
import { META_ASN } from '../ips/flags.ts';
import { oldByDays } from '../ips/old-list.ts';
import type { ListenFlags } from '../listen.ts';
import { chosenProvider } from '../tunnel-flags.ts';

type SenderOf = NonNullable<ServerOptions['senderOf']>;

const FLAG = '--only-meta-ips';

/**
 * Says of each connection who sends there, and whether that is Meta by the list that `ips refresh` kept. Throws
 * `list-missing` where others are to be refused and there is no list to tell them by.
 */
export async function watchSender(
  flags: ListenFlags,
  stateDir: string,
  { io, emit }: { readonly io: Pick<Io, 'now'>; readonly emit: Emit },
): Promise<SenderOf> {
  const { publicUrl, senderHeader } = flags;
  const provider = publicUrl === undefined ? chosenProvider(flags) : undefined;
  const kept = await readKeptList(stateDir, [META_ASN]);
  const rule = {
    header: senderHeader ?? provider?.traits.senderHeader,
    isProxied: senderHeader !== undefined || publicUrl !== undefined,
    isMeta: await membershipIn(kept),
  };

  if (flags.onlyMetaIps === true) {
    requireList(kept);
    const notes = [ageNote(kept, io), wayNote(flags, provider?.name, rule.header)];
    for (const note of notes) if (note !== undefined) emit({ type: 'setting.noted', setting: FLAG, note });
  }
  return (socket, headers) =>
    findSender({ isTunnel: cameThroughTunnel(socket), peer: socket.remoteAddress }, headers, rule);
}

/** Loaded only where a list is kept; a damaged one is told by `ips`, which can mend it. */
async function membershipIn(kept: KeptRead): Promise<((address: string) => boolean) | undefined> {
  if (kept.state !== 'kept') return undefined;

  const { createMembership } = await import('../../allowlist/membership.ts');
  return createMembership(kept.list.prefixes.map(({ prefix }) => prefix));
}

function requireList(kept: KeptRead): void {
  if (kept.state === 'kept') return;
  const why = kept.state === 'none' ? 'none is kept here' : `the kept one cannot be used: ${kept.reason}`;
  throw new CliError('list-missing', `${FLAG} needs the list of Meta's addresses, and ${why}.`);
}

function ageNote(kept: KeptRead, io: Pick<Io, 'now'>): string | undefined {
  const days = kept.state === 'kept' ? oldByDays(kept.list, io) : undefined;
  return days === undefined
    ? undefined
    : `the list is ${days} days old, and Meta's addresses change: wa-webhook ips refresh`;
}

/** What a person would wonder at later: whom else it refuses. */
function wayNote({ publicUrl }: ListenFlags, tunnel: string | undefined, header: string | undefined): string {
  if (header !== undefined) return `the sender is who the ${header} header names`;
  if (publicUrl !== undefined) {
    return 'a proxy on this machine or in its network hides the sender, and what it brings is refused: name its header with --sender-header';
  }
  if (tunnel !== undefined) {
    return `${tunnel} hides the sender, so that everything it brings is refused, Meta's webhooks too: take cloudflared or ngrok, or leave the flag out`;
  }
  return 'everything from this machine is refused too, replay included';
}
