import { type JsonObject, objectIn, objectsIn, textIn } from '../webhook/json-view.ts';
import type { GraphClient } from './client.ts';
import type { GraphError } from './graph-error.ts';
import { momentIn } from './moment.ts';

/** One delivery to one app, as Meta's message history tells it. */
export interface ToldDelivery {
  readonly messageId: string;
  /** `SENT`, `DELIVERED`, `READ`, `FAILED`, `DELETED`. */
  readonly status: string;
  readonly occurredMs: number | undefined;
  /** `PENDING`, `DELIVERED`, `FAILED`, `RETRYING`. */
  readonly state: string | undefined;
  readonly appId: string | undefined;
  readonly to: string | undefined;
  readonly error: string | undefined;
}

export interface HistoryQuery {
  readonly phoneId: string;
  readonly messageId?: string | undefined;
  readonly sinceMs?: number | undefined;
  /** Only what Meta could not deliver so far. */
  readonly isFailedOnly: boolean;
  /** So many deliveries at most. */
  readonly limit: number;
}

export type HistoryAnswer =
  | { readonly ok: true; readonly deliveries: readonly ToldDelivery[]; readonly isMore: boolean }
  | { readonly ok: false; readonly error: GraphError };

/** The most that Meta gives at once ("Message History API", v23.0). */
const PAGE = 100;
/** A failure among more messages than these is looked for with --since. */
const MAX_PAGES = 50;

const FIELDS =
  'id,message_id,events{id,delivery_status,webhook_update_state,timestamp,application,webhook_uri,error_description}';

/** What Meta tells of the deliveries of a number, the newest first, page by page until there are enough. */
export async function readMessageHistory(client: GraphClient, query: HistoryQuery): Promise<HistoryAnswer> {
  const { phoneId, messageId, limit } = query;
  const filter = messageId === undefined ? {} : { message_id: messageId };
  const request = { path: `${phoneId}/message_history`, query: { fields: FIELDS, limit: String(PAGE), ...filter } };
  const found: ToldDelivery[] = [];
  let pages = 0;

  for await (const page of client.pages(request)) {
    if (!page.ok) return page;
    const told = deliveriesIn(page.json);
    found.push(...told.filter((delivery) => isAsked(delivery, query)));
    pages += 1;
    if (isAllBefore(told, query.sinceMs)) break;
    if (found.length >= limit || pages === MAX_PAGES) {
      const isMore = found.length > limit || textIn(objectIn(page.json, 'paging'), 'next') !== undefined;
      return { ok: true, deliveries: found.slice(0, limit), isMore };
    }
  }
  return { ok: true, deliveries: found.slice(0, limit), isMore: found.length > limit };
}

/** PURE: the deliveries of a page, each by its own. */
function deliveriesIn(json: JsonObject): readonly ToldDelivery[] {
  return objectsIn(json, 'data').flatMap((message) => {
    const messageId = textIn(message, 'message_id') ?? '';
    return objectsIn(objectIn(message, 'events'), 'data').map((event): ToldDelivery => {
      return {
        messageId,
        status: textIn(event, 'delivery_status') ?? '',
        occurredMs: momentIn(event, 'timestamp'),
        state: textIn(event, 'webhook_update_state'),
        appId: textIn(objectIn(event, 'application'), 'id'),
        to: textIn(event, 'webhook_uri'),
        error: textIn(event, 'error_description'),
      };
    });
  });
}

/** PURE: did Meta try, and was it not taken? */
export function isUndelivered({ state }: Pick<ToldDelivery, 'state'>): boolean {
  return state === 'FAILED' || state === 'RETRYING';
}

function isAsked(delivery: ToldDelivery, { sinceMs, isFailedOnly }: HistoryQuery): boolean {
  const isRecent = sinceMs === undefined || (delivery.occurredMs ?? Number.POSITIVE_INFINITY) >= sinceMs;
  return isRecent && (!isFailedOnly || isUndelivered(delivery));
}

/** The newest come first: what follows such a page is older still. */
function isAllBefore(told: readonly ToldDelivery[], sinceMs: number | undefined): boolean {
  if (sinceMs === undefined || told.length === 0) return false;
  return told.every(({ occurredMs }) => occurredMs !== undefined && occurredMs < sinceMs);
}
