import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { hasOverrideNotes } from '../store/overrides-folder.ts';

/**
 * At each start of a command: puts back what a killed `listen --override` left at Meta's, or says that it must be done. One look
 * at the state folder, as long as there is nothing to do. `settle` fills another command's options in as this one's were.
 */
export async function mendOverrides(
  command: Command,
  io: Io,
  settle: (other: Command) => Promise<unknown>,
): Promise<void> {
  const stateDir: unknown = command.getOptionValue('stateDir');
  const folder = resolve(io.cwd, typeof stateDir === 'string' ? stateDir : '.wa-webhook');
  if (!hasOverrideNotes(folder)) return;

  const { recoverOverrides } = await import('./override/recover.ts');
  await recoverOverrides(folder, { command, settle, io });
}
