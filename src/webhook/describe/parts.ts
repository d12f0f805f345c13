import { jsonKind } from '../json-view.ts';
import type { Change, DescribeField, Told } from './told.ts';

/** For a field that carries lists: tells the parts of each list, in this order. */
export function parts(...describers: readonly DescribeField[]): DescribeField {
  return function* describeParts(change: Change) {
    for (const describe of describers) yield* describe(change);
  };
}

/** Something else than an object stands in a list of objects. */
export function strangerIn(list: string, value: unknown): Told {
  return { kind: 'unknown', type: list, summary: `${list} holds ${jsonKind(value)} where an object belongs` };
}
