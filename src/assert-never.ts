/** Makes a forgotten variant of a union a compile error; at run time it is a bug of ours. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled variant: ${JSON.stringify(value)}`);
}
