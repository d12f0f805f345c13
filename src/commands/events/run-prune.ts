import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, EXIT, errorCode } from '../../errors.ts';
import { createEventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { planPrune, prune } from '../../store/prune.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import type { PruneFlags } from '../events.ts';
import { prunedEvent } from './pruned-event.ts';

/** Removes old history, or says with `--dry-run` what it would remove. */
export async function runEventsPrune(command: Command, io: Io): Promise<number> {
  const flags = command.opts<PruneFlags>();
  const { olderThan, maxSize, dryRun, stateDir } = flags;
  if (olderThan === undefined && maxSize === undefined) {
    throw new CliError('wrong-usage', 'Nothing says what to remove.', {
      hint: 'Give --older-than 30d, --max-size 100mb, or both.',
    });
  }
  const stream = createEventStream(io.now);
  await openScreen(io, stream, {
    screen: chooseScreen(io, { json: flags.json === true, hasTui: false }),
    color: flags.color,
  });

  const now = io.now();
  const beforeMs = olderThan === undefined ? undefined : now.getTime() - olderThan;
  const folder = resolve(io.cwd, stateDir);
  const plan = await planPrune(folder, { beforeMs, maxBytes: maxSize }, { now, isRunning: io.isRunning });
  if (dryRun !== true) {
    await prune(plan).catch((cause: unknown) => {
      throw new CliError('state-unwritable', `Cannot prune ${folder} (${errorCode(cause) ?? 'unknown error'}).`, {
        cause,
        hint: 'Who may write to the folder?',
      });
    });
  }
  stream.emit(prunedEvent(plan, dryRun === true));
  return EXIT.done;
}
