import type { Command } from 'commander';
import { aborted } from '../../deadline.ts';
import { EXIT } from '../../errors.ts';
import { createEventStream } from '../../events.ts';
import { type Io, interruptedCode, stopReason } from '../../io.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import type { ListenFlags } from '../listen.ts';
import { refuseOverrideWithoutUrl } from '../override-flags.ts';
import { checkTunnelFlags } from '../tunnel-flags.ts';
import { createActions } from './actions.ts';
import type { ListenEnd, ListenParts } from './endpoint.ts';
import { streamOfWanted } from './only.ts';
import { watchSession } from './session.ts';

/** Runs the endpoint until the user, the system or `--exit-after` ends it. Answers with the exit code. */
export async function runListen(command: Command, io: Io): Promise<number> {
  const flags = command.opts<ListenFlags>();
  checkTunnelFlags(command);
  refuseOverrideWithoutUrl(flags);
  const stream = createEventStream(io.now);
  const stopping = new AbortController();
  const shown = streamOfWanted(stream, flags.only ?? []);
  const session = watchSession(shown, flags.exitAfter, () => stopping.abort('enough received'));
  const chosen = chooseScreen(io, { json: flags.json === true });
  const actions = chosen === 'tui' ? createActions(shown, io) : undefined;
  const screen = await openScreen(io, shown, {
    screen: chosen,
    color: flags.color,
    wantsAscii: flags.ascii === true,
    actions,
  });

  void aborted(io.signal).then(() => stopping.abort(stopReason(io.signal)));
  void screen.ended.then(() => stopping.abort('quit'));
  const timer = flags.timeout === undefined ? undefined : setTimeout(() => stopping.abort('time is up'), flags.timeout);

  // The terminal UI gets the first Ctrl-C as a key, so the signal of the second one is the first that io hears of.
  const impatience = Promise.all([screen.ended, aborted(io.signal)]).then(() => 'impatient' as const);
  let isLeft = false;
  try {
    const end = await Promise.race([
      listenBehind({ signal: stopping.signal, command, io, stream, actions }),
      impatience,
    ]);
    if (end === 'impatient') return interruptedCode(io);
    isLeft = end.isLeft;
  } finally {
    clearTimeout(timer);
    await screen.close();
  }
  stream.emit({ type: 'session.ended', ...session.counts(), reason: String(stopping.signal.reason) });
  if (isLeft) return EXIT.outside;
  return session.isShort() ? EXIT.negative : EXIT.done;
}

/** What listens takes as long to load as the screen to be drawn, which a person sees first. */
async function listenBehind(parts: ListenParts): Promise<ListenEnd> {
  const { listen } = await import('./endpoint.ts');
  return listen(parts);
}
