import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import { withDeadline } from '../../deadline.ts';
import { CliError } from '../../errors.ts';

export interface OwnPlace {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: URL | undefined;
}

/** A name whose address takes longer is left to the mark in the header, which knows every circle. */
const LOOKUP_WITHIN_MS = 2_000;

/** Throws `wrong-usage` for a target that is this receiver, by whatever name of this machine. */
export async function refuseCircle(targets: readonly URL[], own: OwnPlace): Promise<void> {
  for (const to of targets) {
    if (!(await isOurselves(to, own))) continue;
    throw new CliError('wrong-usage', `--forward-to ${to.href} is this receiver itself.`, {
      hint: 'Name the URL of your app.',
    });
  }
}

async function isOurselves(to: URL, { host, port, publicUrl }: OwnPlace): Promise<boolean> {
  if (publicUrl !== undefined && to.origin === publicUrl.origin && isSamePath(to, publicUrl)) return true;
  if (to.protocol !== 'http:' || Number(to.port || 80) !== port) return false;

  const own = ownAddresses(host);
  const found = await addressesOf(to.hostname.replace(/^\[|\]$/g, ''));
  return found.some((address) => own.has(address) || (isLoopback(address) && own.has('127.0.0.1')));
}

/** `--public-url` without a path is meant with the webhook's. */
function isSamePath(to: URL, publicUrl: URL): boolean {
  return publicUrl.pathname === '/' || to.pathname === publicUrl.pathname;
}

/** Where a server on `host` is reached. A wildcard is reached at each address of the machine, loopback included. */
function ownAddresses(host: string): ReadonlySet<string> {
  if (host === 'localhost' || isLoopback(host)) return new Set([host, '127.0.0.1']);
  if (!isWildcard(host)) return new Set([host]);
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return new Set(['127.0.0.1', ...all.map(({ address }) => address)]);
}

async function addressesOf(name: string): Promise<readonly string[]> {
  if (name === 'localhost' || name.endsWith('.localhost') || name === hostname()) return ['127.0.0.1'];
  try {
    const found = await withDeadline(lookup(name, { all: true }), LOOKUP_WITHIN_MS, `looking up ${name}`);
    return found.map(({ address }) => address);
  } catch {
    return [];
  }
}

/** To connect to a wildcard address is to connect to oneself. */
function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^::ffff:(?:127\.|7f)/i.test(address) || isWildcard(address);
}

function isWildcard(address: string): boolean {
  return ['0.0.0.0', '::', '::ffff:0.0.0.0', '::ffff:0:0'].includes(address);
}
