import type { FileHandle } from 'node:fs/promises';
import { lineHead } from './line-head.ts';
import { linesForwards, type Section } from './lines.ts';

/** What is smaller is read through instead of halved. */
const SMALL_BYTES = 256 * 1024;

/** A clock that was set back leaves a few lines out of order; those are looked for a minute further. */
const DISORDER_MS = 60_000;

/** The part of a session's file that holds all lines between two moments, and few others: found by halving, not by reading. */
export async function sectionBetween(
  file: FileHandle,
  sizeBytes: number,
  { sinceMs, untilMs }: { readonly sinceMs?: number | undefined; readonly untilMs?: number | undefined },
): Promise<Section> {
  const whole = { from: 0, to: sizeBytes };
  const { from } = sinceMs === undefined ? whole : await around(file, whole, sinceMs - DISORDER_MS);
  const { to } = untilMs === undefined ? whole : await around(file, { from, to: sizeBytes }, untilMs + DISORDER_MS);
  return { from, to };
}

/** Before `from` all is earlier than the moment, from `to` on nothing is; both stand at the start of a line. */
async function around(file: FileHandle, section: Section, ms: number): Promise<Section> {
  let { from, to } = section;
  let unknownTo = to;
  while (unknownTo - from > SMALL_BYTES) {
    const middle = Math.floor((from + unknownTo) / 2);
    const line = await firstDatedLine(file, { from: middle, to: unknownTo });
    if (line === undefined) unknownTo = middle;
    else if (line.atMs < ms) from = line.offset;
    else {
      to = line.offset;
      unknownTo = middle;
    }
  }
  return { from, to };
}

/** The first line that starts behind `from`; what stands directly there is mostly a part of one. */
async function firstDatedLine(file: FileHandle, section: Section) {
  let isFirst = true;
  for await (const lines of linesForwards(file, section)) {
    for (const { bytes, offset } of lines) {
      const head = isFirst ? undefined : lineHead(bytes);
      isFirst = false;
      if (head !== undefined) return { offset, atMs: head.atMs };
    }
  }
  return undefined;
}
