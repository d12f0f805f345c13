import { isObject } from '../../src/webhook/json-view.ts';

/** The same body with one of its parts, counted from the top, replaced by something else. */
export function damaged(whole: unknown, at: number, damage: unknown): unknown {
  let left = at % countParts(whole);
  const rebuild = (part: unknown): unknown => {
    left -= 1;
    if (left === -1) return damage;
    if (Array.isArray(part)) return part.map(rebuild);
    if (isObject(part)) return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, rebuild(value)]));
    return part;
  };
  return rebuild(whole);
}

/** The same body without one of its properties, counted from the top. */
export function shortened(whole: unknown, at: number): unknown {
  let left = at % Math.max(countProperties(whole), 1);
  const rebuild = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(rebuild);
    if (!isObject(part)) return part;
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, value]) => {
        left -= 1;
        return left === -1 ? [] : [[key, rebuild(value)]];
      }),
    );
  };
  return rebuild(whole);
}

function countParts(part: unknown): number {
  return innerOf(part).reduce<number>((sum, each) => sum + countParts(each), 1);
}

function countProperties(part: unknown): number {
  const own = isObject(part) ? Object.keys(part).length : 0;
  return innerOf(part).reduce<number>((sum, each) => sum + countProperties(each), own);
}

function innerOf(part: unknown): readonly unknown[] {
  if (Array.isArray(part)) return part;
  return isObject(part) ? Object.values(part) : [];
}
