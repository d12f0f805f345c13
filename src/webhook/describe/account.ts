import { type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import { accountEvents } from './account-events.ts';
import type { Change, Told } from './told.ts';
import { joined, lowered, quotedIn, word, wordIn } from './wording.ts';

/** `account_update`: the event decides which object stands beside it. */
export function accountUpdateWords(value: JsonObject): string {
  const event = textIn(value, 'event');
  if (event === undefined) return 'account update without an event';

  const number = wordIn(value, 'phone_number');
  const words = accountEvents.get(event)?.(value) ?? `unknown account event ${word(event)}`;
  return joined([words, number && `number ${number}`]);
}

/** `account_alerts`. Older payloads have the four `alert_*` directly in the value. */
export function* describeAccountAlert({ field, value }: Change): Iterable<Told> {
  const alert = Object.hasOwn(value, 'alert_info') ? objectIn(value, 'alert_info') : value;
  const type = textIn(alert, 'alert_type');
  const severity = textIn(alert, 'alert_severity');
  const entity = textIn(value, 'entity_type');
  const line = joined([
    `account alert ${type ? word(type) : 'without a type'}`,
    joined([severity && lowered(severity), entity && `for ${entityWords(entity)}`, wordIn(value, 'entity_id')], ' '),
  ]);
  yield { kind: 'event', type: type ?? field, summary: joined([line, quotedIn(alert, 'alert_description')], ': ') };
}

/** A profile is named after the number whose profile it is. */
function entityWords(entity: string): string {
  return entity === 'CURRENT_STATUS_ID' ? 'profile of' : lowered(entity);
}

export function reviewWords(value: JsonObject): string {
  const decision = textIn(value, 'decision');
  return `account review: ${decision ? lowered(decision) : 'no decision named'}`;
}

/** `business_capability_update`: limits come as a number or as a tier, -1 is no limit. */
export function capabilityWords(value: JsonObject): string {
  const limits = joined([
    limit(value, 'conversations a day', 'max_daily_conversations_per_business'),
    limit(value, 'conversations a day and number', 'max_daily_conversation_per_phone'),
    limit(value, 'numbers for the business', 'max_phone_numbers_per_business'),
    limit(value, 'numbers for the account', 'max_phone_numbers_per_waba'),
  ]);
  return `business limits: ${limits || 'none named'}`;
}

function limit(value: JsonObject, noun: string, key: string): string | undefined {
  const number = valueIn(value, key);
  if (number === -1) return `unlimited ${noun}`;
  const words = typeof number === 'number' ? number.toLocaleString('en-US') : wordIn(value, key);
  return words && `${words} ${noun}`;
}

/** A solution that several partners share. */
export function solutionWords(value: JsonObject): string {
  const event = textIn(value, 'event');
  const status = textIn(value, 'solution_status');
  const name = joined(['partner solution', wordIn(value, 'solution_id')], ' ');
  const what = event ? lowered(event.replace(/^SOLUTION_/, '')) : 'no event named';
  return joined([`${name} ${what}`, status && `now ${lowered(status)}`]);
}

/** Fields without a public page: what is there says more than nothing. */
export function plainWords(title: string): (value: JsonObject) => string {
  return (value) => {
    const said = textIn(value, 'event', 'decision', 'status', 'type');
    return said === undefined ? `${title}, contents not documented by Meta` : `${title}: ${word(said)}`;
  };
}
