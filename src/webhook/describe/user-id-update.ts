import { isObject, type JsonObject, listIn, objectIn, textIn } from '../json-view.ts';
import { strangerIn } from './parts.ts';
import type { Change, Told } from './told.ts';
import { joined, wordIn } from './wording.ts';

/** `user_id_update` stood in Meta's pages of 2026 until the changelog said that it is no field; test payloads still carry it. */
export function* describeUserIdUpdates(change: Change): Iterable<Told> {
  for (const update of listIn(change.value, 'user_id_update')) {
    if (!isObject(update)) yield strangerIn('user_id_update', update);
    else yield describeUpdate(update, change);
  }
}

function describeUpdate(update: JsonObject, { field, people }: Change): Told {
  const userId = objectIn(update, 'user_id');
  const before = wordIn(userId, 'previous');
  const after = wordIn(userId, 'current');
  const ids = { phone: textIn(update, 'wa_id'), userId: textIn(userId, 'current') };
  const route = joined([before && `from ${before}`, after && `to ${after}`], ' ');
  return {
    kind: 'event',
    type: field,
    summary: joined([`user id of ${people.nameOf(ids)} changed`, route], ' '),
    from: ids.phone ?? ids.userId,
  };
}
