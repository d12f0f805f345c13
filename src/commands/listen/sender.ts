import { findSender } from '../../receiver/sender.ts';
import type { ServerOptions } from '../../receiver/server.ts';
import { readKeptList } from '../../store/kept-list.ts';
import { cameThroughTunnel } from '../../tunnel/entrance.ts';
import { META_ASN } from '../ips/flags.ts';
import type { ListenFlags } from '../listen.ts';
import { chosenProvider } from '../tunnel-flags.ts';

type SenderOf = NonNullable<ServerOptions['senderOf']>;

/** Says of each connection who sends there, and whether that is Meta by the list that `ips refresh` kept. */
export async function watchSender(flags: ListenFlags, stateDir: string): Promise<SenderOf> {
  const { publicUrl, senderHeader } = flags;
  const provider = publicUrl === undefined ? chosenProvider(flags) : undefined;
  const rule = {
    header: senderHeader ?? provider?.traits.senderHeader,
    isProxied: senderHeader !== undefined || publicUrl !== undefined,
    isMeta: await keptMembership(stateDir),
  };
  return (socket, headers) =>
    findSender({ isTunnel: cameThroughTunnel(socket), peer: socket.remoteAddress }, headers, rule);
}

/** Loaded only where a list is kept; a damaged one is told by `ips`, which can mend it. */
async function keptMembership(stateDir: string): Promise<((address: string) => boolean) | undefined> {
  const kept = await readKeptList(stateDir, [META_ASN]);
  if (kept.state !== 'kept') return undefined;

  const { createMembership } = await import('../../allowlist/membership.ts');
  return createMembership(kept.list.prefixes.map(({ prefix }) => prefix));
}
