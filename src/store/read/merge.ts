/** A run of things in their order, of which nothing need be opened before its first one may be due. */
export interface Run<T> {
  /** No thing of the run comes earlier in the order than this. */
  readonly bound: number;
  readonly open: () => AsyncGenerator<T>;
}

interface Head<T> {
  readonly rest: AsyncGenerator<T>;
  readonly first: T;
  readonly key: number;
}

/** Several ordered runs as one, smallest key first. A run is opened when its bound is reached, and all are closed at the end. */
export async function* merged<T>(runs: readonly Run<T>[], keyOf: (thing: T) => number): AsyncGenerator<T> {
  const unopened = [...runs].sort((a, b) => b.bound - a.bound);
  let heads: Head<T>[] = [];

  const advance = async (rest: AsyncGenerator<T>) => {
    const { value, done } = await rest.next();
    if (done !== true) heads.push({ rest, first: value, key: keyOf(value) });
  };
  try {
    for (;;) {
      const next = smallest(heads);
      const bound = unopened.at(-1)?.bound;
      if (bound !== undefined && (next === undefined || bound <= next.key)) {
        const run = unopened.pop();
        if (run !== undefined) await advance(run.open());
        continue;
      }
      if (next === undefined) return;
      yield next.first;
      heads = heads.filter((head) => head !== next);
      await advance(next.rest);
    }
  } finally {
    for (const { rest } of heads) await rest.return(undefined);
  }
}

function smallest<T>(heads: readonly Head<T>[]): Head<T> | undefined {
  return heads.reduce<Head<T> | undefined>(
    (least, head) => (least === undefined || head.key < least.key ? head : least),
    undefined,
  );
}
