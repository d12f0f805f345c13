import { resolve } from 'node:path';
import { CliError } from '../../errors.ts';
import type { Emit } from '../../events.ts';
import type { Io } from '../../io.ts';
import { beginSession } from '../../store/history.ts';
import { sessionName } from '../../store/read/session-files.ts';
import { announceListener, withdrawListener } from '../../store/running-listener.ts';
import { openStateDir } from '../../store/state-dir.ts';
import { keptVerifyToken } from '../../store/verify-token.ts';
import type { ListenFlags } from '../listen.ts';
import type { RunningReceiver } from './receiver.ts';

export interface ListenState {
  readonly stateDir: string;
  /** Names this session's file in history; sorts by time. */
  readonly sessionName: string;
  readonly verifyToken: string;
  /** `mhz3k2p1-12`: unique over all sessions of a folder, and "#12" to a person. */
  readonly newId: () => string;
  /** Lets other commands in the same folder find this receiver; told again when its public URL is known, or another one. */
  readonly announce: (receiver: Pick<RunningReceiver, 'url' | 'forwardTo'>, publicUrl?: string) => Promise<void>;
  readonly withdraw: () => Promise<void>;
}

/** What this folder remembers. Without history an unwritable folder costs only the verify token its memory. */
export async function openState(flags: ListenFlags, io: Io, emit: Emit): Promise<ListenState> {
  const stateDir = resolve(io.cwd, flags.stateDir);
  // First, because it tells whether the folder can be written.
  const verifyToken = await openVerifyToken(flags, stateDir, io, emit);
  const startedAt = flags.history ? await beginSession(stateDir, io.now()) : io.now();
  const session = sessionName(startedAt);
  let count = 0;
  let announced: Promise<void> = Promise.resolve();

  return {
    stateDir,
    sessionName: session.name,
    verifyToken,
    newId: () => `${session.id}-${++count}`,
    announce: async ({ url, forwardTo }, publicUrl) => {
      const reached = publicUrl === undefined ? {} : { publicUrl };
      const listener = { pid: io.pid, startedAt: startedAt.toISOString(), url, forwardTo, ...reached };
      const last = announced;
      announced = last.then(() => announceListener(stateDir, listener, io.isRunning));
      await announced.catch((cause: unknown) => {
        announced = last;
        if (flags.history) throw cause;
      });
    },
    withdraw: async () => {
      await announced.catch(() => {});
      await withdrawListener(stateDir, io.pid);
    },
  };
}

async function openVerifyToken(flags: ListenFlags, stateDir: string, io: Io, emit: Emit): Promise<string> {
  try {
    await openStateDir(stateDir);
    return flags.verifyToken ?? (await keptVerifyToken(stateDir, io.random));
  } catch (error) {
    if (flags.history || !(error instanceof CliError)) throw error;
    const note = `${stateDir} cannot be written, so it holds for this run only; --verify-token sets your own`;
    emit({ type: 'setting.noted', setting: 'the verify token', note });
    return flags.verifyToken ?? Buffer.from(io.random(18)).toString('base64url');
  }
}
