import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** What a command gets besides its flags: the world, and the place for its exit code (0 unless it says otherwise). */
export interface CommandContext {
  readonly io: Io;
  readonly finish: (exitCode: number) => void;
  /** What stands behind the name of the command. Of those below it, the one of that name is enough. */
  readonly below?: string | undefined;
}

/** Fills in one command: its flags, its help, its action. The work is imported when the action runs. */
export type RegisterCommand = (command: Command, context: CommandContext) => void;

/** A command as the help of the whole program tells of it. Its flags are loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** What stands behind its name in that help. */
  readonly takes?: string;
  /** It looks at the flags of every command, which are registered then. */
  readonly knowsAll?: boolean;
  /** It makes of wrong settings what it tells, and is not refused for them. */
  readonly judgesSettings?: boolean;
  readonly load: () => Promise<RegisterCommand>;
}
