import { isIP, type OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { type TlsOptions, tlsConnection } from '../tls.ts';
import { type OpenSocket, withoutBrackets } from './open-socket.ts';

/** A file of its own: loading TLS takes as long as many a run, and most go to http://localhost. */
export function createTlsOpener({ hostname, port }: URL, tls: TlsOptions | undefined): OpenSocket {
  const address = { host: withoutBrackets(hostname), port: port === '' ? 443 : Number(port) };
  const met = { ALPNProtocols: ['http/1.1'], ...(tls === undefined ? {} : tlsConnection(tls)) };
  // Later connections go on where the first left off, which saves both sides the signatures.
  let session: Buffer | undefined;

  return (host, onread) => {
    const name = URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : hostname;
    const options: ConnectionOptions & { onread: OnReadOpts } = {
      ...address,
      ...met,
      // An address is no name that a server could be asked for.
      ...(isIP(withoutBrackets(name)) === 0 ? { servername: name } : {}),
      ...(session === undefined ? {} : { session }),
      onread,
    };
    const socket = connect(options);
    socket.setNoDelay(true);
    socket.on('session', (given: Buffer) => {
      session = given;
    });
    return { socket, readyEvent: 'secureConnect' };
  };
}
