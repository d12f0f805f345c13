import { isObject, type JsonObject, listIn, numberIn, objectIn, textIn } from '../json-view.ts';
import { strangerIn } from './parts.ts';
import type { Change, Told } from './told.ts';
import { joined, lowered, shortId, word, wordIn } from './wording.ts';

/** `automatic_events[]`: what Meta read out of a chat that an ad began. */
export function* describeAutomaticEvents({ field, value }: Change): Iterable<Told> {
  for (const event of listIn(value, 'automatic_events')) {
    if (!isObject(event)) {
      yield strangerIn('automatic_events', event);
      continue;
    }
    const name = textIn(event, 'event_name');
    const id = textIn(event, 'id');
    const line = joined([`automatic event ${word(name ?? 'without a name')}`, id && `in ${shortId(id)}`], ' ');
    yield { kind: 'event', type: name ?? field, summary: joined([line, purchaseWords(event)], ': '), messageId: id };
  }
}

/** `events[]` of `tracking_events`: clicks on marketing messages. */
export function* describeTrackingEvents({ field, value }: Change): Iterable<Told> {
  for (const event of listIn(value, 'events')) {
    if (!isObject(event)) {
      yield strangerIn('events', event);
      continue;
    }
    const name = textIn(event, 'event_name');
    const click = wordIn(objectIn(event, 'tracking_data'), 'click_id');
    const summary = joined([`tracking event ${word(name ?? 'without a name')}`, click && `click ${click}`]);
    yield { kind: 'event', type: name ?? field, summary };
  }
}

/** `user_actions[]`: a click on a link of a marketing message; no user and no message is named. */
export function* describeUserActions({ value }: Change): Iterable<Told> {
  for (const action of listIn(value, 'user_actions')) {
    if (!isObject(action)) {
      yield strangerIn('user_actions', action);
      continue;
    }
    const type = textIn(action, 'action_type');
    const click = objectIn(action, 'marketing_messages_link_click_data');
    const component = wordIn(click, 'click_component');
    const product = wordIn(click, 'product_id');
    const details = joined([component && `on ${component}`, product && `product ${product}`]);
    const name = type === undefined ? 'user action without a type' : `user action ${lowered(type)}`;
    yield { kind: 'event', type: type ?? 'user_actions', summary: joined([name, details], ': ') };
  }
}

/** `user_preferences[]`: a user wants marketing messages, or no more of them. */
export function* describeUserPreferences(change: Change): Iterable<Told> {
  for (const preference of listIn(change.value, 'user_preferences')) {
    if (!isObject(preference)) yield strangerIn('user_preferences', preference);
    else yield describePreference(preference, change);
  }
}

function describePreference(preference: JsonObject, { people, field }: Change): Told {
  const ids = { phone: textIn(preference, 'wa_id'), userId: textIn(preference, 'user_id') };
  const wish = textIn(preference, 'value');
  const category = lowered(textIn(preference, 'category') ?? 'messages');
  const what =
    wish === undefined ? 'preference without a value for' : (wishes.get(wish) ?? `preference ${word(wish)} for`);
  return {
    kind: 'event',
    type: wish ?? field,
    summary: `${people.nameOf(ids)}: ${what} ${category}`,
    from: ids.phone ?? ids.userId,
  };
}

const wishes: ReadonlyMap<string, string> = new Map([
  ['stop', 'stop sending'],
  ['resume', 'resume sending'],
  ['signup', 'signed up for'],
]);

/** The value of a purchase is its price times 1000. */
function purchaseWords(event: JsonObject): string | undefined {
  const purchase = objectIn(event, 'custom_data');
  const value = numberIn(purchase, 'value');
  return value === undefined ? undefined : joined([(value / 1000).toFixed(2), wordIn(purchase, 'currency')], ' ');
}

/** A payment provider's settings, India and Brazil. */
export function paymentConfigurationWords(value: JsonObject): string {
  const provider = wordIn(value, 'provider_name');
  const name = joined(['payment configuration', wordIn(value, 'configuration_name')], ' ');
  return `${joined([name, provider && `(${provider})`], ' ')}: ${wordIn(value, 'status') ?? 'no status named'}`;
}
