export interface Deferred<T> {
  readonly promise: Promise<T>;
  /** The first call counts. */
  readonly resolve: (value: T) => void;
}

/** `Promise.withResolvers`, which Node 20 has not yet. */
export function createDeferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
