/** Lets `from` abort `to`, until the returned function cuts the link. Not `AbortSignal.any`: see deadline.ts. */
export function linkAbort(from: AbortSignal, to: AbortController): () => void {
  const pass = () => to.abort(from.reason);
  if (from.aborted) pass();
  from.addEventListener('abort', pass, { once: true });
  return () => from.removeEventListener('abort', pass);
}
