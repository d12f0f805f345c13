import type { Command } from 'commander';
import { aborted } from '../../deadline.ts';
import { EXIT } from '../../errors.ts';
import { createEventStream, type EventStream } from '../../events.ts';
import { type Io, interruptedCode, stopReason } from '../../io.ts';
import { createDuplicates } from '../../receiver/duplicates.ts';
import { createReceive } from '../../receiver/receive.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import type { ListenFlags } from '../listen.ts';
import { refuseOverrideWithoutUrl } from '../override-flags.ts';
import { otherSecrets, readAppSecret } from '../secrets.ts';
import { checkTunnelFlags } from '../tunnel-flags.ts';
import type { ListenActions } from './actions.ts';
import { boundHistory } from './bound-history.ts';
import { watchDrift } from './drift.ts';
import { openFaults } from './faults.ts';
import { openForwarding } from './forwarding.ts';
import { openMemory } from './memory.ts';
import { openMetaGuide } from './meta-guide.ts';
import { streamOfWanted, tellUnknownFields } from './only.ts';
import type { Overrides, OverridesOptions } from './overrides.ts';
import { openPublicUrl } from './public-url.ts';
import { type RunningReceiver, startReceiver } from './receiver.ts';
import { watchSender } from './sender.ts';
import { watchSession } from './session.ts';
import { type ListenState, openState } from './state.ts';

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
  const actions = chosen === 'tui' ? await loadActions(shown, io) : undefined;
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
    const end = await Promise.race([listen({ signal: stopping.signal, command, io, stream, actions }), impatience]);
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

/** Each URL that is proven. Without it, and where the folder cannot be written, other commands know the local one. */
function announcePublicUrl(stream: EventStream, receiver: RunningReceiver, { announce }: ListenState): void {
  stream.subscribe((event) => {
    if (event.type !== 'receiver.ready' || event.publicUrl === null) return;
    void announce(receiver, event.publicUrl).catch(() => {});
  });
}

/** Only who sees keys pays for what they do. */
async function loadActions(stream: EventStream, io: Io): Promise<ListenActions> {
  const { createActions } = await import('./actions.ts');
  return createActions(stream, io);
}

interface ListenEnd {
  /** Something of ours still stands at Meta's. */
  readonly isLeft: boolean;
}

interface ListenParts {
  readonly signal: AbortSignal;
  readonly command: Command;
  readonly io: Io;
  readonly stream: EventStream;
  readonly actions: ListenActions | undefined;
}

/** Opens one part after the other, waits for the end, and closes them in the opposite order, whatever happens. */
async function listen({ signal, command, io, stream, actions }: ListenParts): Promise<ListenEnd> {
  const flags = command.opts<ListenFlags>();
  const appSecret = await readAppSecret(command, io, stream.emit);
  const state = await openState(flags, io, stream.emit);
  const { stateDir, verifyToken } = state;
  const overrides = await overridesOf({ command, stateDir, verifyToken, stream, io });
  const forwarding = await openForwarding({ flags, state, stream, io });
  if (flags.history) await boundHistory(state.stateDir, flags.maxHistory, stream.emit, io);
  const duplicates = createDuplicates();
  const memory = await openMemory({
    isKept: flags.history,
    maxBytes: flags.maxHistory,
    state,
    duplicates,
    stream,
    io,
  });
  const drift = watchDrift(stream);
  const guide = openMetaGuide({ command, appSecret, stream, io, signal });
  const receive = createReceive({
    path: flags.path,
    verifyToken: state.verifyToken,
    appSecret,
    otherSecrets: otherSecrets(state.verifyToken, io),
    isUnsignedAllowed: flags.unsigned === 'allow',
    // The screen shows what was refused; nothing writes it down.
    isRefusedKept: flags.keepRefused === true || actions !== undefined,
    maxBodyBytes: flags.maxBody,
    duplicates,
    newId: state.newId,
    only: flags.only ?? [],
    isOnlyMeta: flags.onlyMetaIps === true,
    forwardMark: forwarding.mark,
    waitsFor: forwarding.waitsFor,
    wallClock: () => io.now().getTime(),
  });

  try {
    const senderOf = await watchSender(flags, state.stateDir, { io, emit: stream.emit });
    const faults = openFaults(flags, stream, io);
    tellUnknownFields(flags.only ?? [], stream);
    const hasSecret = appSecret !== undefined;
    const receiver = await startReceiver({
      command,
      receive,
      memory,
      faults,
      forwarding,
      stream,
      io,
      hasSecret,
      senderOf,
    });
    try {
      await state.announce(receiver);
      announcePublicUrl(stream, receiver, state);
      forwarding.start(memory);
      const { url, forwardTo } = receiver;
      actions?.start({ stateDir, appSecret, url, forwardTo, flags, faults, askMeta: guide.ask });
      await openPublicUrl({ command, receiver, verifyToken, stateDir, overrides, stream, signal, io });
      return { isLeft: overrides?.isLeft() ?? false };
    } finally {
      await receiver.close();
    }
  } finally {
    await forwarding.close();
    guide.close();
    await drift.close();
    await memory.close();
    await state.withdraw();
  }
}

/** Only who asks for one pays for it. */
async function overridesOf(options: OverridesOptions): Promise<Overrides | undefined> {
  if (options.command.opts<ListenFlags>().override === undefined) return undefined;
  const { openOverrides } = await import('./overrides.ts');
  return openOverrides(options);
}
