import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type WhoisFault, whoisFaults } from './whois-faults.ts';

export interface WhoisOptions {
  readonly fault?: WhoisFault;
  /** How many questions get the fault before the true answer comes; all of them unless told. */
  readonly faultTimes?: number;
  readonly host?: string;
}

export interface WhoisAnswering {
  readonly port: number;
  /** `127.0.0.1:54321`, as `--server` takes it. */
  readonly name: string;
  /** Each line a client sent, with its own line end. */
  readonly questions: readonly string[];
  /** The most connections that were open at one time. */
  readonly mostAtOnce: () => number;
  readonly close: () => Promise<void>;
}

const ORIGIN = 'AS32934';
const END_MARK = '\n\n\n';

/** A route object as IRRd 4 writes it. */
export function routeObject(prefix: string, changes: { maintainer?: string; source?: string; origin?: string } = {}) {
  const { maintainer = 'MAINT-AS32934', source = 'RADB', origin = ORIGIN } = changes;
  const name = prefix.includes(':') ? 'route6:' : 'route:';
  return [
    `${name.padEnd(16)}${prefix}`,
    'descr:          An example network',
    `origin:         ${origin}`,
    `mnt-by:         ${maintainer}`,
    'changed:        someone@example.invalid 20230825  #17:02:11Z',
    `source:         ${source}`,
    'last-modified:  2023-11-13T15:41:43Z',
    'rpki-ov-state:  valid',
  ].join('\n');
}

/** A whole answer: objects apart by one empty line, two empty lines at the end. */
export function whoisAnswer(objects: readonly string[]): string {
  return `${objects.join('\n\n')}${END_MARK}`;
}

/** An IRR server on loopback that serves the prefixes to whois clients (`-i origin`) and to bgpq4 (`!` commands). */
export async function whoisAnswering(
  prefixes: readonly string[],
  { fault, faultTimes = Number.POSITIVE_INFINITY, host = '127.0.0.1' }: WhoisOptions = {},
): Promise<WhoisAnswering> {
  const questions: string[] = [];
  const sockets = new Set<Socket>();
  const open = new Set<Socket>();
  let faultsLeft = faultTimes;
  let mostAtOnce = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    open.add(socket);
    mostAtOnce = Math.max(mostAtOnce, open.size);
    // The client's own end counts, not when our side is through with it.
    socket.on('end', () => open.delete(socket));
    socket.on('close', () => {
      open.delete(socket);
      sockets.delete(socket);
    });
    socket.on('error', () => undefined);

    let unread = '';
    let isMany = false;
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = `${unread}${text}`.split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) {
        questions.push(`${line}\n`);
        const query = line.trim().toLowerCase();
        if (query === '!!') isMany = true;
        else if (query === '!q') socket.end();
        else if (query.startsWith('!')) socket.write(irrdAnswer(query, prefixes), () => isMany || socket.end());
        else if (fault !== undefined && faultsLeft > 0) {
          faultsLeft -= 1;
          whoisFaults[fault](socket, whoisAnswer(prefixes.map((prefix) => routeObject(prefix))));
        } else socket.end(ripeAnswer(query, prefixes));
      }
    });
  });

  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    port,
    name: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    questions,
    mostAtOnce: () => mostAtOnce,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function ripeAnswer(query: string, prefixes: readonly string[]): string {
  const words = query.split(/\s+/);
  const after = (flag: string) => words[words.indexOf(flag) + 1];
  const unknown = words.find((word) => word.startsWith('-') && !['-i', '-k', '-t', '-s', '-v', '-r'].includes(word));
  if (unknown !== undefined) return `%% ERROR: Unrecognised flag/search: ${unknown.slice(1)}${END_MARK}`;
  const sources = words.includes('-s') ? (after('-s') ?? '').split(',') : [];
  if (sources.some((source) => !['radb', 'ripe'].includes(source))) {
    return `%% ERROR: One or more selected sources are unavailable.${END_MARK}`;
  }
  if (!words.includes('-i') || after('-i') !== 'origin' || !words.includes(ORIGIN.toLowerCase())) return noEntries();

  const family = words.includes('-t') ? after('-t') : undefined;
  const wanted = prefixes.filter((prefix) => family === undefined || (family === 'route6') === prefix.includes(':'));
  const objects = wanted.map((prefix) => routeObject(prefix));
  return whoisAnswer(words.includes('-k') ? objects.map(keysOnly) : objects);
}

function noEntries(): string {
  return `%  No entries found for the selected source(s).${END_MARK}`;
}

function keysOnly(object: string): string {
  return object
    .split('\n')
    .filter((line) => /^(route6?|origin):/.test(line))
    .join('\n');
}

function irrdAnswer(query: string, prefixes: readonly string[]): string {
  const as = ORIGIN.toLowerCase();
  const ipv4 = prefixes.filter((prefix) => !prefix.includes(':'));
  const ipv6 = prefixes.filter((prefix) => prefix.includes(':'));

  if (query === '!s-lc') return withLength('RADB');
  if (query.startsWith('!n') || query.startsWith('!s') || query.startsWith('!t')) return 'C\n';
  if (query === `!g${as}` || query === `!a4${as}`) return withLength(ipv4.join(' '));
  if (query === `!6${as}` || query === `!a6${as}`) return withLength(ipv6.join(' '));
  if (query === `!a${as}`) return withLength([...ipv4, ...ipv6].join(' '));
  return 'D\n';
}

function withLength(text: string): string {
  return `A${Buffer.byteLength(text) + 1}\n${text}\nC\n`;
}
