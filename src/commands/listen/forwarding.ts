import type { Command } from 'commander';
import { createForwarder, type Forwarder } from '../../delivery/forward.ts';
import { type ForwardTarget, openTarget } from '../../delivery/forward-target.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { ListenFlags } from '../listen.ts';
import { readTls } from '../tls-files.ts';

/** What becomes of a webhook beyond this program. */
export interface Forwarding {
  readonly forwardTo: readonly string[];
  /** Whose answer Meta gets; absent when it is ours. */
  readonly app?: Forwarder;
  /** Written into what is passed on, to recognise a circle. */
  readonly mark: string;
  readonly close: () => Promise<void>;
}

/** Opens connections to what `--forward-to` names. Throws `certificate-unusable` or `wrong-usage`. */
export async function openForwarding(command: Command, stream: EventStream, io: Io): Promise<Forwarding> {
  const flags = command.opts<ListenFlags>();
  const mark = Buffer.from(io.random(6)).toString('base64url');
  const [first, ...others] = await openTargets(flags, mark, stream, io);
  if (first === undefined) return { forwardTo: [], mark, close: async () => {} };

  const targets: [ForwardTarget, ...ForwardTarget[]] = [first, ...others];
  const forwarder = createForwarder(targets, stream.emit);
  return {
    forwardTo: targets.map(({ to }) => to.href),
    app: forwarder,
    mark,
    close: async () => {
      await Promise.all(targets.map(({ close }) => close()));
      await forwarder.idle();
    },
  };
}

async function openTargets(flags: ListenFlags, mark: string, stream: EventStream, io: Io): Promise<ForwardTarget[]> {
  const urls = flags.forwardTo ?? [];
  const tls = await readTls(flags, urls, { io, emit: stream.emit });
  const headers = { extra: flags.header ?? [], mark };
  return urls.map((to) => openTarget({ to, headers, tls, clock: io.clock }));
}
