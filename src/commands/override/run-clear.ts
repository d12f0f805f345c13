import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { ownerState, readOverrideNotes, removeNote } from '../../store/override-journal.ts';
import { clearOverrideRequest, type OverrideTarget, readOverrideRequest } from '../../webhook/override-request.ts';
import { graphFailure } from '../open-graph.ts';
import type { OverrideFlags } from '../override.ts';
import { openDesk, requireTarget } from './desk.ts';

/** Takes away what stands there, whoever set it: afterwards nothing of ours is left to be put back either. */
export async function runOverrideClear(command: Command, io: Io): Promise<number> {
  const target = requireTarget(command.opts<OverrideFlags>());
  const desk = await openDesk(command, io);
  if (desk.isDryRun) {
    desk.plan(target, 'read', readOverrideRequest(target));
    desk.plan(target, 'clear', clearOverrideRequest(target));
    return EXIT.done;
  }

  const { place, close } = await desk.open(target);
  try {
    const read = await place.read();
    if (!read.ok) throw graphFailure(read.error);
    const was = read.value.url;
    if (was !== null) {
      const cleared = await place.clear();
      if (!cleared.ok) throw graphFailure(cleared.error);
    }
    await forget(target, desk.stateDir, io);
    desk.emit({ type: 'override.cleared', ...target, was });
    return EXIT.done;
  } finally {
    close();
  }
}

/** A listen that runs finds out by itself. */
async function forget({ level, id }: OverrideTarget, stateDir: string, { isRunning }: Io): Promise<void> {
  const { kept } = await readOverrideNotes(stateDir);
  for (const each of kept) {
    if (each.note.level !== level || each.note.id !== id) continue;
    const state = await ownerState(each.note, isRunning);
    if (state === 'set' || state === 'gone') await removeNote(each);
  }
}
