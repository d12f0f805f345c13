import { isObject, type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import { joined, lowered, quotedIn, word, wordIn } from './wording.ts';

/** `phone_number_name_update`: the display name that users see. */
export function nameUpdateWords(value: JsonObject): string {
  const decision = textIn(value, 'decision');
  const name = quotedIn(value, 'requested_verified_name') ?? 'without a name';
  const line = `display name ${name} of ${numberOf(value)}: ${decision ? lowered(decision) : 'no decision named'}`;
  return joined([line, wordIn(value, 'rejection_reason')]);
}

/** `phone_number_quality_update`: how much the number may send, and how well it is liked. */
export function qualityUpdateWords(value: JsonObject): string {
  const event = textIn(value, 'event');
  const limit = wordIn(value, 'max_daily_conversations_per_business', 'current_limit');
  const before = wordIn(value, 'old_limit');
  const change = joined([
    `${numberOf(value)}: ${event ? lowered(event) : 'quality changed'}`,
    limit && `limit ${limit}`,
  ]);
  return before === undefined || before === limit ? change : `${change}, before ${before}`;
}

/** `business_username_updates`, under each of the names that the field had. */
export function usernameWords(value: JsonObject): string {
  const username = wordIn(value, 'username');
  const status = textIn(value, 'status');
  return `business username ${joined([username, `of ${numberOf(value)}`], ' ')}: ${status ? lowered(status) : 'no status named'}`;
}

/** `security`: the two-step verification PIN. */
export function securityWords(value: JsonObject): string {
  const event = textIn(value, 'event') ?? '';
  const requester = wordIn(value, 'requester');
  const what =
    securityEvents.get(event) ?? (event === '' ? 'security event without a name' : `unknown event ${word(event)}`);
  return `${numberOf(value)}: ${joined([what, requester && `by ${requester}`], ' ')}`;
}

const securityEvents: ReadonlyMap<string, string> = new Map([
  ['PIN_CHANGED', 'PIN changed'],
  ['PIN_RESET_REQUEST', 'PIN reset requested'],
  ['PIN_REQUEST_SUCCESS', 'PIN reset done'],
  ['PIN_RESET_SUCCESS', 'PIN reset done'],
]);

/** `account_settings_update`: today the calling settings of a number. */
export function settingsWords(value: JsonObject): string {
  const settings = objectIn(value, 'phone_number_settings');
  const calling = objectIn(settings, 'calling');
  const number = wordIn(settings, 'phone_number_id');
  const words = joined([
    state('calling', calling),
    isObject(valueIn(calling, 'call_hours')) ? state('call hours', objectIn(calling, 'call_hours')) : undefined,
    isObject(valueIn(calling, 'sip')) ? state('SIP', objectIn(calling, 'sip')) : undefined,
  ]);
  return `settings of ${number ? `phone number id ${number}` : 'a number'}: ${words || 'changed'}`;
}

function state(name: string, setting: JsonObject): string | undefined {
  const status = textIn(setting, 'status');
  return status === undefined ? undefined : `${name} ${lowered(status)}`;
}

function numberOf(value: JsonObject): string {
  const number = wordIn(value, 'display_phone_number');
  return number === undefined ? 'a number' : `number ${number}`;
}
