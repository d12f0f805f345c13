/** Where a request is stopped: before anything is done, once Meta's own GET has passed, or when all is done and not answered. */
export type HoldPoint = 'arrived' | 'verified' | 'done';

/** A request that is held in the middle, so that a test can do something at that very moment. */
export interface Held {
  /** It has come to that point. */
  readonly reached: Promise<void>;
  /** Lets it go on, and waits until the server is through with it, whoever still listens. */
  readonly release: () => Promise<void>;
}

interface Hold extends Held {
  readonly at: HoldPoint;
  readonly on: RegExp;
  /** So many that fit are let through before. */
  skip: number;
  isTaken: boolean;
  readonly reach: () => void;
  readonly released: Promise<void>;
  readonly finish: () => void;
}

/** What is held of one request: each of its points passes by here. */
export interface HeldCall {
  readonly pass: (at: HoldPoint) => Promise<void>;
  /** The server is through with it. */
  readonly end: () => void;
}

export function createHolds() {
  const holds: Hold[] = [];

  return {
    hold: (at: HoldPoint, on: RegExp, skip = 0): Held => {
      const reached = deferred();
      const released = deferred();
      const finished = deferred();
      const release = () => {
        released.resolve();
        return finished.promise;
      };
      const more = {
        skip,
        isTaken: false,
        reach: reached.resolve,
        released: released.promise,
        finish: finished.resolve,
      };
      const hold = { at, on, reached: reached.promise, release, ...more };
      holds.push(hold);
      return hold;
    },
    /** `asked` is `METHOD path`. */
    of: (asked: string): HeldCall => {
      const mine = holds.find((each) => !each.isTaken && each.on.test(asked));
      if (mine === undefined) return { pass: async () => {}, end: () => {} };
      if (mine.skip > 0) {
        mine.skip -= 1;
        return { pass: async () => {}, end: () => {} };
      }
      mine.isTaken = true;
      return {
        pass: async (at) => {
          if (at !== mine.at) return;
          mine.reach();
          await mine.released;
        },
        end: mine.finish,
      };
    },
  };
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
