import { InvalidArgumentError, Option } from 'commander';
import { type FormatName, formats } from '../allowlist/formats/index.ts';
import type { Family } from '../allowlist/prefixes.ts';
import type { WhoisServer } from '../allowlist/whois.ts';
import type { RegisterCommand } from './context.ts';
import { addCommonFlags, type CommonFlags, choice } from './flags.ts';

export interface RefreshFlags extends CommonFlags {
  readonly format: FormatName;
  readonly family?: Family;
  readonly aggregate: boolean;
  readonly input?: string;
  readonly server: WhoisServer;
  readonly asn: number;
  readonly output?: string;
  readonly force?: boolean;
}

const WHOIS_PORT = 43;
const DEFAULT_SERVER: WhoisServer = { host: 'whois.radb.net', port: WHOIS_PORT };
export const META_ASN = 32_934;
const MAX_ASN = 4_294_967_295;

const NOTES = `
The list filters in front of the signature check and never replaces it: everything that Meta runs in its
network is on it, crawlers too. Behind a tunnel or a proxy the peer is the tunnel: match the forwarded address there.

Examples:
  wa-webhook ips refresh > meta.txt
  wa-webhook ips refresh --format json --output meta.json
  whois -h ${DEFAULT_SERVER.host} -- '-i origin AS${META_ASN}' | wa-webhook ips refresh --input -`;

export const registerIps: RegisterCommand = (program, context) => {
  const ips = program.command('ips').description("Meta's addresses, for a firewall");

  const refresh = ips
    .command('refresh')
    .description('ask the routing registry for the addresses of Meta, check the answer, print and keep the list')
    .addOption(choice('--format <name>', 'how to write the list', Object.keys(formats)).default('plain'))
    .option('--family <4|6>', 'print only IPv4 or only IPv6', parseFamily)
    .option('--no-aggregate', 'print each prefix as it is registered, not merged into the fewest')
    .addOption(new Option('--input <file>', 'read a saved answer, - for stdin, and ask nobody').conflicts('server'))
    .addOption(
      new Option('--server <host[:port]>', 'whois server to ask, an IPv6 address in brackets')
        .argParser(parseServer)
        .default(DEFAULT_SERVER, `${DEFAULT_SERVER.host}:${DEFAULT_SERVER.port}`),
    )
    .option('--asn <number>', 'autonomous system whose addresses to list', parseAsn, META_ASN)
    .option('--output <file>', 'write the list into this file, whole or not at all, instead of stdout')
    .option('--force', 'accept an answer that drops more than half of the kept addresses');

  addCommonFlags(refresh)
    .addHelpText('after', NOTES)
    .action(async () => {
      const { runIpsRefresh } = await import('./run-ips-refresh.ts');
      await runIpsRefresh(refresh.opts<RefreshFlags>(), context.io);
    });
};

function parseFamily(text: string): Family {
  if (text === '4') return 4;
  if (text === '6') return 6;
  throw new InvalidArgumentError('Give 4 or 6.');
}

function parseServer(text: string): WhoisServer {
  const [, bracketed, plain, portText] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = portText === undefined ? WHOIS_PORT : Number(portText);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Give HOST or HOST:PORT, an IPv6 address in brackets: [::1]:43.');
  }
  return { host, port };
}

function parseAsn(text: string): number {
  const asn = Number(/^(?:AS)?(\d{1,10})$/i.exec(text)?.[1]);
  if (!(asn >= 1 && asn <= MAX_ASN)) throw new InvalidArgumentError('Give the number of an autonomous system: 32934.');
  return asn;
}
