import type { HeaderMap } from '../events.ts';
import { partHeaders } from '../webhook/added-headers.ts';
import { FORWARD_MARK_HEADER, markedBy } from '../webhook/forward-mark.ts';

export interface HeaderChanges {
  /** From `--header`; they replace those of the same name. */
  readonly extra: readonly (readonly [name: string, value: string])[];
  /** Names this `listen`, for whoever must recognise a circle. */
  readonly mark: string;
}

/** What belongs to one connection and not to the message (RFC 9110 7.6.1), and what we set anew. */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Meta's headers as the app gets them: name, value, name, value. What belongs to the way here stays behind. */
export function headersToForward(headers: HeaderMap, { extra, mark }: HeaderChanges): string[] {
  const named = (headers['connection'] ?? '').toLowerCase().split(/\s*,\s*/);
  const replaced = extra.map(([name]) => name.toLowerCase());
  const dropped = new Set([...OWN_HEADERS, FORWARD_MARK_HEADER, ...named, ...replaced]);
  const kept = Object.entries(partHeaders(headers).own).filter(([name]) => !dropped.has(name));
  return [...kept, [FORWARD_MARK_HEADER, markedBy(mark, headers[FORWARD_MARK_HEADER])], ...extra].flat();
}

/** Meta appends its query to whatever the callback URL has. */
export function pathToForward(to: URL, query: string): string {
  if (query === '') return `${to.pathname}${to.search}`;
  return `${to.pathname}${to.search}${to.search === '' ? '?' : '&'}${query}`;
}
