import type { Command } from 'commander';
import { errorMessage } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { GraphFlags } from '../graph-flags.ts';
import type { ListenFlags } from '../listen.ts';

/** Asks Meta which switch is off, where there is a token to ask with. */
export interface MetaGuide {
  /** Once at a time; nothing happens without a token. What is found is told as events. */
  readonly ask: () => Promise<void>;
  readonly close: () => void;
}

export interface MetaGuideOptions {
  readonly command: Command;
  readonly appSecret: string | undefined;
  readonly stream: EventStream;
  readonly io: Io;
  /** Ends what is being asked. */
  readonly signal: AbortSignal;
  /** So long after a handshake that worked a person wonders why nothing comes. */
  readonly silentMs?: number;
}

/** As long as the screen waits until it shows its checklist. */
const SILENT_MS = 60_000;

/** Asks by itself once, when a handshake worked and nothing came for a while. */
export function openMetaGuide(options: MetaGuideOptions): MetaGuide {
  const { command, stream, silentMs = SILENT_MS } = options;
  const { accessToken, accessTokenFile, json } = command.opts<GraphFlags & ListenFlags>();
  const hasToken = accessToken !== undefined || accessTokenFile !== undefined;
  // A program that reads JSON lines asks by itself, when it wants to: wa-webhook subscription --json.
  if (!hasToken || json === true) return { ask: async () => {}, close: () => {} };

  let publicUrl: string | undefined;
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const ask = () => {
    asking ??= askMeta(options, publicUrl).finally(() => {
      asking = undefined;
    });
    return asking;
  };
  stream.subscribe((event) => {
    if (event.type === 'receiver.ready') publicUrl = event.publicUrl ?? undefined;
    if (event.type === 'webhook.received' || event.type === 'webhook.refused') {
      isOver = true;
      clearTimeout(timer);
    }
    if (event.type === 'handshake.answered' && event.ok && !isOver && timer === undefined) {
      timer = setTimeout(() => void ask(), silentMs);
    }
  });
  return { ask, close: () => clearTimeout(timer) };
}

/** Nothing that goes wrong here ends a `listen`: it is told. */
async function askMeta(options: MetaGuideOptions, publicUrl: string | undefined): Promise<void> {
  const { command, appSecret, stream, io, signal } = options;
  try {
    const { askSubscription } = await import('./ask-subscription.ts');
    const phoneId = command.opts<ListenFlags>().override?.find(({ level }) => level === 'phone')?.id;
    await askSubscription({ command, appSecret, stream, io, signal, phoneId, publicUrl });
  } catch (error) {
    if (signal.aborted) return;
    stream.emit({ type: 'setting.noted', setting: 'what Meta says', note: errorMessage(error) });
  }
}
