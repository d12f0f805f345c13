import { type JsonObject, listIn, objectIn, objectsIn, textIn } from '../json-view.ts';
import type { Gotcha } from './surroundings.ts';

interface BodyGotcha extends Gotcha {
  readonly applies: (body: JsonObject) => boolean;
}

/** What goes wrong with a body as a whole. */
export const bodyGotchas: readonly BodyGotcha[] = [
  {
    id: 'batch',
    applies: isBatch,
    advice:
      'More than one entry, change, message or status in one body: code that reads entry[0].changes[0].value.messages[0] loses the others.',
  },
  {
    id: 'dashboard-test',
    applies: (body) => objectsIn(body, 'entry').some((entry) => textIn(entry, 'id') === '0'),
    advice:
      "The Test button of the App Dashboard sent this: it arrives even where real messages do not, since it needs no subscription of the account's own.",
  },
];

function isBatch(body: JsonObject): boolean {
  const entries = objectsIn(body, 'entry');
  const changes = entries.flatMap((entry) => objectsIn(entry, 'changes'));
  if (entries.length > 1 || changes.length > 1) return true;
  return changes.some((change) => {
    const value = objectIn(change, 'value');
    return listIn(value, 'messages').length > 1 || listIn(value, 'statuses').length > 1;
  });
}
