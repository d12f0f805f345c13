import { TunnelError, type TunnelProvider, type TunnelSession } from '../../src/tunnel/provider.ts';

/** Opens, one after the other, what the script says: a session under a name, or a failure. */
export function scriptedProvider(script: (string | Error)[]) {
  const wanted: (string | undefined)[] = [];
  const sessions: { end: (reason: string) => void; isClosed: boolean }[] = [];
  const open: TunnelProvider['open'] = async ({ wantedName }) => {
    wanted.push(wantedName);
    const next = script[wanted.length - 1] ?? new TunnelError('refused', 'The script is over.');
    if (typeof next !== 'string') throw next;

    let end: (reason: string) => void = () => {};
    const closed = new Promise<Awaited<TunnelSession['closed']>>((resolve) => {
      end = (reason) => resolve({ code: 'sockets-lost', reason });
    });
    const session = { end, isClosed: false };
    sessions.push(session);
    const close = async () => {
      session.isClosed = true;
      end('Closed.');
    };
    return { url: new URL(`https://${next}.example`), name: next, closed, close };
  };
  return {
    name: 'scripted',
    traits: { urlStability: 'on-request', isEncryptedToUs: true, notices: ['Know this.'] },
    takes: [],
    open,
    wanted,
    end: (index: number, reason: string) => sessions[index]?.end(reason),
    closed: () => sessions.map(({ isClosed }) => isClosed),
  } satisfies TunnelProvider & Record<string, unknown>;
}
