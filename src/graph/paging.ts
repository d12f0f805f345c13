import { type JsonObject, objectIn, textIn } from '../webhook/json-view.ts';

type Query = Readonly<Record<string, string>>;

/**
 * PURE: the query of the page after this one; undefined when it is the last. Meta's own `next` is not followed: it names a host,
 * and the access token may stand in it.
 */
export function nextPage(json: JsonObject, query: Query): Query | undefined {
  const paging = objectIn(json, 'paging');
  const next = textIn(paging, 'next');
  if (next === undefined) return undefined;

  const after = textIn(objectIn(paging, 'cursors'), 'after') ?? cursorIn(next);
  // A cursor that leads to itself would lead on forever.
  if (after === undefined || after === query['after']) return undefined;
  return { ...query, after };
}

function cursorIn(next: string): string | undefined {
  return URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
}
