import { type EventReader, toLine } from '../events.ts';
import type { Output } from '../io.ts';

/** Writes each event as one JSON line, and nothing else. The exact values: a JSON parser, not a terminal, reads them. */
export function createJsonReader(stdout: Output): EventReader {
  return (event) => {
    stdout.write(toLine(event));
  };
}
