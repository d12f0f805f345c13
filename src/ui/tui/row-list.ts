/**
 * A list of rows, oldest first. A change copies one short chunk and not all the rows, since a thousand webhooks a second
 * change it; what draws it, fifteen times a second, may walk over all.
 */
export interface RowList<R> {
  readonly chunks: readonly (readonly R[])[];
  readonly size: number;
}

export interface Appended<R> {
  readonly list: RowList<R>;
  /** The oldest, where the list was full. */
  readonly dropped?: R;
}

const CHUNK_ROWS = 32;

export const emptyList: RowList<never> = { chunks: [], size: 0 };

export function listOf<R>(rows: readonly R[]): RowList<R> {
  const chunks: R[][] = [];
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) chunks.push(rows.slice(start, start + CHUNK_ROWS));
  return { chunks, size: rows.length };
}

export function rowsOf<R>({ chunks }: RowList<R>): readonly R[] {
  return chunks.flat();
}

export function lastRow<R>({ chunks }: RowList<R>): R | undefined {
  return chunks.at(-1)?.at(-1);
}

/** Adds the newest, and lets go of the oldest where there would be more than `maxRows`. */
export function appendRow<R>({ chunks, size }: RowList<R>, row: R, maxRows: number): Appended<R> {
  const last = chunks.at(-1);
  const isFull = last === undefined || last.length >= CHUNK_ROWS;
  const longer = isFull ? [...chunks, [row]] : chunks.with(-1, [...last, row]);
  if (size < maxRows) return { list: { chunks: longer, size: size + 1 } };

  const [[dropped, ...rest] = [], ...others] = longer;
  const list = { chunks: rest.length === 0 ? others : [rest, ...others], size };
  return dropped === undefined ? { list } : { list, dropped };
}

/** Changes the newest row that is meant; what changes came a moment ago, so that the search starts at the end. */
export function changeRow<R>(list: RowList<R>, isMeant: (row: R) => boolean, change: (row: R) => R): RowList<R> {
  for (let at = list.chunks.length - 1; at >= 0; at -= 1) {
    const chunk = list.chunks[at] ?? [];
    const index = chunk.findLastIndex(isMeant);
    const row = chunk[index];
    if (row !== undefined) return { ...list, chunks: list.chunks.with(at, chunk.with(index, change(row))) };
  }
  return list;
}
