/** What can be told of a line of history by its first bytes. */
export interface LineHead {
  readonly type: string;
  readonly atMs: number;
}

/** Every line of ours starts so; `at` always has 24 characters. */
const HEAD_SHAPE = /^\{"type":"([a-z]+\.[a-z]+)","at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;
const HEAD_BYTES = 100;

/** The type and time of a line; undefined for one that is none of ours. Reads no more than its beginning. */
export function lineHead(line: Buffer): LineHead | undefined {
  const [, type, at] = HEAD_SHAPE.exec(line.toString('latin1', 0, HEAD_BYTES)) ?? [];
  return type === undefined || at === undefined ? undefined : { type, atMs: Date.parse(at) };
}
