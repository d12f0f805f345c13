import { isIP } from 'node:net';
import type { HeaderMap, Sender } from '../events.ts';

/** Where a connection came in: through the tunnel, or at the receiver's own port. */
export interface Arrival {
  readonly isTunnel: boolean;
  readonly peer: string | undefined;
}

export interface SenderRule {
  /** The header in which the tunnel or the user's proxy names the sender, in lower case; without one it stays hidden. */
  readonly header?: string | undefined;
  /** Is a neighbour who connects a proxy, whose own address says nothing of the sender? */
  readonly isProxied: boolean;
  readonly isMeta?: ((address: string) => boolean) | undefined;
}

/**
 * Who sent this, as far as it can be trusted. Of a list of addresses the last one counts: the nearest proxy saw that one
 * itself, while a sender may have written all the others.
 */
export function findSender({ isTunnel, peer }: Arrival, headers: HeaderMap, rule: SenderRule): Sender | undefined {
  const { header, isProxied, isMeta } = rule;
  const isRelayed = isTunnel || (isProxied && isNearby(peer));
  if (!isRelayed) return told(peer, 'connection', isMeta);
  return header === undefined ? undefined : told(headers[header]?.split(',').at(-1), header, isMeta);
}

function told(text: string | undefined, via: string, isMeta: SenderRule['isMeta']): Sender | undefined {
  const address = addressIn(text ?? '');
  if (address === undefined) return undefined;
  return { address, via, ...(isMeta === undefined ? {} : { isMeta: isMeta(address) }) };
}

/** `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::1]:4711`, `::ffff:203.0.113.7`: the bare address, or nothing. */
function addressIn(text: string): string | undefined {
  if (text !== latest?.text) latest = { text, address: readAddress(text) };
  return latest.address;
}

/** One sender sends webhook after webhook. */
let latest: { readonly text: string; readonly address: string | undefined } | undefined;

function readAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? [];
  const address = (bracketed ?? trimmed.replace(/^([\d.]+):\d+$/, '$1')).replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}

/** On this machine, or in a network that the internet does not reach. */
function isNearby(peer = ''): boolean {
  const address = addressIn(peer) ?? '';
  return /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe[89ab])/.test(address);
}
