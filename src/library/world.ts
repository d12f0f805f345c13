import { join } from 'node:path';

/** The process that imported the library, as a value: what main.ts's `io` is to the program. */
export const world = {
  // A getter: test suites change it.
  get env(): Readonly<Record<string, string | undefined>> {
    return process.env;
  },
  cwd: (): string => process.cwd(),
  execPath: process.execPath,
  now: (): Date => new Date(),
  /** Milliseconds on a clock that never jumps. */
  clock: (): number => performance.now(),
  random: (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes)),
  /** The folder that holds `fixtures/`: two above this file and two above `dist/library`. */
  packageRoot: join(import.meta.dirname, '../..'),
} as const;
