import type { Server } from 'node:http';
import { CliError, errorCode } from '../../errors.ts';
import { cameThroughTunnel, type Entrance, openEntrance } from '../../tunnel/entrance.ts';

export interface TunnelEndOnThisMachine extends Entrance {
  /** When a request last came through it, on the clock of `performance.now()`. */
  readonly lastArrivalMs: () => number | undefined;
}

/** Where the tunnel ends: a way of its own into the receiver, which notes when it is used. Throws `port-unavailable`. */
export async function openTunnelEnd(httpServer: Server, port: number | undefined): Promise<TunnelEndOnThisMachine> {
  let lastMs: number | undefined;
  httpServer.on('request', ({ socket }) => {
    if (cameThroughTunnel(socket)) lastMs = performance.now();
  });

  try {
    return { ...(await openEntrance(httpServer, port)), lastArrivalMs: () => lastMs };
  } catch (cause) {
    throw new CliError('port-unavailable', `Port ${port} for the tunnel is not to be had (${errorCode(cause)}).`, {
      cause,
      hint: 'Choose another with --tunnel-port, or leave it out.',
    });
  }
}
