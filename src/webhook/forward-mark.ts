/**
 * Names every `listen` that a request has passed, so that each of them knows a circle when it sees one. A header, since
 * a circle may lead over a tunnel, a proxy or another `listen`, and nothing else survives all of these.
 */
export const FORWARD_MARK_HEADER = 'x-wa-webhook-via';

/** The header's value for a request that `own` passes on. */
export function markedBy(own: string, value: string | undefined): string {
  return value === undefined || value === '' ? own : `${value}, ${own}`;
}

/** Has `own` passed this request on before? */
export function isMarkedBy(own: string, value: string | undefined): boolean {
  return value?.split(/\s*,\s*/).includes(own) ?? false;
}
