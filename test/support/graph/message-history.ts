import { type GraphReply, ok } from './answers.ts';
import type { HistoryEntry, PhoneNumber } from './world.ts';

const MAX_PAGE = 100;

/** The messages of a number, the newest first, page by page. */
export function messageHistory({ history }: PhoneNumber, params: URLSearchParams): GraphReply {
  const limit = Math.min(Number(params.get('limit') ?? 25), MAX_PAGE);
  const wanted = params.get('message_id');
  const all = wanted === null ? history : history.filter(({ messageId }) => messageId === wanted);
  const from = Number(Buffer.from(params.get('after') ?? '', 'base64').toString() || 0);
  const page = all.slice(from, from + limit);
  const cursor = (place: number) => Buffer.from(String(place)).toString('base64');
  const hasMore = from + limit < all.length;
  // As Meta writes it: with a token in it.
  const next = `https://graph.facebook.com/v26.0/x/message_history?access_token=EAAsomebody&after=${cursor(from + limit)}`;
  const cursors = { before: cursor(from), after: cursor(from + limit) };
  return ok({
    data: page.map((entry) => asListed(entry, params.get('fields') ?? '')),
    paging: { cursors, ...(hasMore && { next }) },
  });
}

function asListed({ id, messageId, events }: HistoryEntry, fields: string): unknown {
  if (!fields.includes('events')) return { id, message_id: messageId };
  const data = events.map((event) => ({
    id: event.id,
    delivery_status: event.status,
    timestamp: event.timestamp,
    webhook_update_state: event.state,
    application: { id: event.appId },
    webhook_uri: event.uri,
    ...(event.error === undefined ? {} : { error_description: event.error }),
  }));
  return { id, message_id: messageId, events: { data } };
}
