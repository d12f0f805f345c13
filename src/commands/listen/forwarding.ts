import { createForwarder, type Forwarder } from '../../delivery/forward.ts';
import { type ForwardTarget, openTarget } from '../../delivery/forward-target.ts';
import { CliError } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { ListenFlags } from '../listen.ts';
import { readTls } from '../tls-files.ts';
import type { Memory } from './memory.ts';
import type { ListenState } from './state.ts';
import { openWaiting } from './waiting.ts';

/** What becomes of a webhook beyond this program. */
export interface Forwarding {
  readonly forwardTo: readonly string[];
  /** Whose answer Meta gets; absent when it is ours. */
  readonly app?: Forwarder;
  /** Written into what is passed on, to recognise a circle. */
  readonly mark: string;
  /** The targets that get each webhook after its answer. */
  readonly waitsFor: readonly string[];
  /** Begins with what waits, this session's and what earlier ones left. */
  readonly start: (memory: Memory) => void;
  readonly close: () => Promise<void>;
}

export interface ForwardingOptions {
  readonly flags: ListenFlags;
  readonly state: ListenState;
  readonly stream: EventStream;
  readonly io: Io;
}

/** Opens connections to what `--forward-to` names. Throws `certificate-unusable` or `wrong-usage`. */
export async function openForwarding({ flags, state, stream, io }: ForwardingOptions): Promise<Forwarding> {
  refuseContradiction(flags);
  const mark = Buffer.from(io.random(6)).toString('base64url');
  const [first, ...others] = await openTargets(flags, mark, stream, io);
  const idle = { forwardTo: [], mark, waitsFor: [], start: () => {}, close: async () => {} };
  if (first === undefined) return idle;

  const targets: [ForwardTarget, ...ForwardTarget[]] = [first, ...others];
  const forwardTo = targets.map(({ to }) => to.href);
  const closeTargets = async () => void (await Promise.all(targets.map(({ close }) => close())));
  if (flags.answer === 'now') {
    const waiting = await openWaiting({ targets, state, stream, io });
    const close = () => waiting.close().finally(closeTargets);
    return { ...idle, forwardTo, waitsFor: forwardTo, start: waiting.start, close };
  }

  const forwarder = createForwarder(targets, stream.emit);
  return {
    ...idle,
    forwardTo,
    app: forwarder,
    close: async () => {
      await closeTargets();
      await forwarder.idle();
    },
  };
}

function refuseContradiction({ answer, forwardTo = [], history }: ListenFlags): void {
  if (answer === 'now' && forwardTo.length === 0) {
    throw new CliError('wrong-usage', '--answer now needs an app to forward to.', {
      hint: 'Name it: --forward-to http://127.0.0.1:3000/webhook',
    });
  }
  if (answer === 'now' && !history) {
    throw new CliError('wrong-usage', '--answer now cannot go with --no-history: what waits is kept there.', {
      hint: 'Leave one of the two out.',
    });
  }
}

async function openTargets(flags: ListenFlags, mark: string, stream: EventStream, io: Io): Promise<ForwardTarget[]> {
  const urls = flags.forwardTo ?? [];
  const tls = await readTls(flags, urls, { io, emit: stream.emit });
  const headers = { extra: flags.header ?? [], mark };
  return urls.map((to) => openTarget({ to, headers, tls, clock: io.clock }));
}
