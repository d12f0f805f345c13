import { connect, type OnReadOpts, type Socket } from 'node:net';

/** A socket that connects, and the name of the event when it has. */
export interface OpenedSocket {
  readonly socket: Socket;
  readonly readyEvent: 'connect' | 'secureConnect';
}

/** Opens a socket for requests to this host, as their header has it. Bytes go into memory of the reader's own: less garbage. */
export type OpenSocket = (host: string, onread: OnReadOpts) => OpenedSocket;

export function createOpener({ hostname, port }: URL): OpenSocket {
  const address = { host: withoutBrackets(hostname), port: port === '' ? 80 : Number(port) };
  return (_, onread) => ({ socket: connect({ ...address, onread, noDelay: true }), readyEvent: 'connect' });
}

/** IPv6 addresses stand in brackets in a URL. */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
