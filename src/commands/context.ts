import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** What a command gets besides its flags: the world, and the place for its exit code (0 unless it says otherwise). */
export interface CommandContext {
  readonly io: Io;
  readonly finish: (exitCode: number) => void;
}

/** Adds one command to the program: its flags, its help, its action. The work is imported when the action runs. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;
