import type { Command } from 'commander';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { createDuplicates } from '../../receiver/duplicates.ts';
import { createReceive } from '../../receiver/receive.ts';
import type { ListenFlags } from '../listen.ts';
import { otherSecrets, readAppSecret } from '../secrets.ts';
import type { ListenActions } from './actions.ts';
import { boundHistory } from './bound-history.ts';
import { watchDrift } from './drift.ts';
import { openFaults } from './faults.ts';
import { openForwarding } from './forwarding.ts';
import { openMemory } from './memory.ts';
import { openMetaGuide } from './meta-guide.ts';
import type { Overrides, OverridesOptions } from './overrides.ts';
import { openPublicUrl } from './public-url.ts';
import { type RunningReceiver, startReceiver } from './receiver.ts';
import { watchSender } from './sender.ts';
import { type ListenState, openState } from './state.ts';
import { tellUnknownFields } from './unknown-fields.ts';

export interface ListenEnd {
  /** Something of ours still stands at Meta's. */
  readonly isLeft: boolean;
}

export interface ListenParts {
  readonly signal: AbortSignal;
  readonly command: Command;
  readonly io: Io;
  readonly stream: EventStream;
  readonly actions: ListenActions | undefined;
}

/** Opens one part after the other, waits for the end, and closes them in the opposite order, whatever happens. */
export async function listen({ signal, command, io, stream, actions }: ListenParts): Promise<ListenEnd> {
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

/** Each URL that is proven. Without it, and where the folder cannot be written, other commands know the local one. */
function announcePublicUrl(stream: EventStream, receiver: RunningReceiver, { announce }: ListenState): void {
  stream.subscribe((event) => {
    if (event.type !== 'receiver.ready' || event.publicUrl === null) return;
    void announce(receiver, event.publicUrl).catch(() => {});
  });
}
