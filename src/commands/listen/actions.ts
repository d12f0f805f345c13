import { CliError } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import type { FaultSwitch } from '../../receiver/faults.ts';
import type { SessionActions } from '../../ui/tui/actions.ts';
import type { TlsFlags } from '../flags.ts';
import type { ListenFlags } from '../listen.ts';
import { type CameIn, keepRecent } from './recent.ts';

/** What the keys act on, once it is there. */
export interface Desk {
  readonly stateDir: string;
  readonly appSecret: string | undefined;
  /** This receiver itself, with the webhook's path. */
  readonly url: string;
  readonly forwardTo: readonly string[];
  /** What is added for the app, and how it is met behind https. */
  readonly flags: Pick<ListenFlags, 'header' | keyof TlsFlags>;
  readonly faults: FaultSwitch;
  readonly askMeta: () => Promise<void>;
}

export interface ListenActions extends SessionActions {
  /** What is asked for before this waits for it. */
  readonly start: (desk: Desk) => void;
}

/** What the keys of the terminal UI do. Each is a flag or a command too; what one needs is loaded when it is pressed. */
export function createActions(stream: EventStream, io: Io): ListenActions {
  const recent = keepRecent(stream);
  let start: (desk: Desk) => void = () => {};
  // A key that is pressed before the receiver is there waits for it.
  const desk = new Promise<Desk>((resolve) => {
    start = resolve;
  });
  const find = async (key: string): Promise<CameIn | undefined> => {
    const webhook = recent.find(key);
    if (webhook !== undefined) return webhook;
    const { findWebhook } = await import('../../store/find-webhook.ts');
    return findWebhook((await desk).stateDir, { kind: 'id', id: key });
  };
  const found = async (key: string): Promise<CameIn> => {
    const webhook = await find(key);
    if (webhook !== undefined) return webhook;
    throw new CliError('webhook-unknown', 'Its body is gone: there is no history, and memory keeps only the newest.');
  };

  return {
    start,
    find,
    older: async (before, count) =>
      (await import('./action-history.ts')).olderEvents((await desk).stateDir, before, count),
    replay: async (key) => (await import('./action-send.ts')).replayToApp(await found(key), await desk, io),
    duplicate: async (key) => (await import('./action-send.ts')).sendAgain(await found(key), await desk, io),
    edit: async (key, lendTerminal) =>
      (await import('./action-edit.ts')).editAndSend(await found(key), lendTerminal, await desk, io),
    copy: async (key) => (await import('./action-copy.ts')).copyAsCurl(await found(key), key, await desk),
    save: async (key, name) => (await import('./action-save.ts')).saveAsFixture(await found(key), name, io),
    fixtures: async () => (await import('./action-send.ts')).fixtureNames(io),
    fire: async (name) => (await import('./action-send.ts')).fireFixture(name, await desk, io),
    setFault: async (number) => (await import('./faults.ts')).chooseFault(number, (await desk).faults),
    askMeta: async () => (await desk).askMeta(),
    openDashboard: async () => (await import('./action-dashboard.ts')).openDashboard(),
  };
}
