import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { readOverrideRequest } from '../../webhook/override-request.ts';
import { graphFailure } from '../open-graph.ts';
import type { OverrideFlags } from '../override.ts';
import { openDesk, requireTarget } from './desk.ts';

/** Tells the override of one place, and where its webhooks go. */
export async function runOverrideShow(command: Command, io: Io): Promise<number> {
  const target = requireTarget(command.opts<OverrideFlags>());
  const desk = await openDesk(command, io);
  if (desk.isDryRun) {
    desk.plan(target, 'read', readOverrideRequest(target));
    return EXIT.done;
  }

  const { place, close } = await desk.open(target);
  try {
    const read = await place.read();
    if (!read.ok) throw graphFailure(read.error);
    desk.emit({ type: 'override.read', ...target, ...read.value });
    return EXIT.done;
  } finally {
    close();
  }
}
