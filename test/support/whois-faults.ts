import type { Socket } from 'node:net';

type Misbehave = (socket: Socket, wholeAnswer: string) => void;

/** What a server or a line can do to an answer. */
export const whoisFaults = {
  'cut-in-line': (socket, whole) => void socket.end(whole.slice(0, whole.indexOf('/') + 2)),
  'cut-in-object': (socket, whole) => void socket.end(whole.slice(0, whole.lastIndexOf('source:'))),
  'cut-between-objects': (socket, whole) => void socket.end(whole.slice(0, whole.lastIndexOf('\n\nroute') + 2)),
  'control-bytes': (socket, whole) => void socket.end(whole.replaceAll('MAINT-', '\u001b]0;owned\u0007\u202eMAINT-')),
  'access-list': (socket) => void socket.end('%ERROR:201: access denied for 192.0.2.1\n\n\n'),
  denied: (socket) => void socket.end('%% Access denied'),
  drip,
  empty: (socket) => void socket.end(),
  error: (socket) => void socket.end('%% ERROR: the database is \u001b[2Jbeing reloaded\n\n\n'),
  flood,
  hang: (socket, whole) => void socket.write(whole.slice(0, whole.length / 2)),
  'host-bits': (socket, whole) => void socket.end(whole.replace('.0/', '.5/')),
  everyone: (socket, whole) => void socket.end(whole.replace(/(?<name>route:\s+)\S+/, '$<name>0.0.0.0/0')),
  'no-entries': (socket) => void socket.end('%  No entries found for the selected source(s).\n\n\n'),
  private: (socket, whole) => void socket.end(whole.replace(/(?<name>route:\s+)\S+/, '$<name>10.0.0.0/12')),
  reset: (socket) => void socket.resetAndDestroy(),
  'reset-midway': (socket, whole) => void socket.write(whole, () => socket.resetAndDestroy()),
} satisfies Record<string, Misbehave>;

export type WhoisFault = keyof typeof whoisFaults;

/** A byte now and then: never silent for long, never done. */
function drip(socket: Socket, whole: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(whole.charAt(at % whole.length));
    at += 1;
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

function flood(socket: Socket, whole: string): void {
  const block = whole.repeat(Math.ceil(65_536 / whole.length));
  const pour = () => {
    if (!socket.destroyed && socket.write(block)) setImmediate(pour);
  };
  socket.on('drain', pour);
  pour();
}
