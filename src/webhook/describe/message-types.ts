import { isObject, isTrue, type JsonObject, listIn, numberIn, objectIn, objectsIn, textIn } from '../json-view.ts';
import { errorWords } from './errors.ts';
import { counted, joined, quoted, quotedIn, shortId, word, wordIn } from './wording.ts';

/** What a message of one type says. The body is the object named like the type. */
type Content = (body: JsonObject, message: JsonObject) => string | undefined;

/** Every message type but `interactive`, which has types of its own. Add a type here. */
export const messageTypes: ReadonlyMap<string, Content> = new Map(
  Object.entries({
    text: (body) => quotedIn(body, 'body') ?? 'no text',
    image: mediaContent,
    video: mediaContent,
    audio: (body) => (isTrue(body, 'voice') ? 'voice message' : wordIn(body, 'mime_type')),
    voice: (body) => wordIn(body, 'mime_type'),
    document: (body) => joined([wordIn(body, 'filename') ?? wordIn(body, 'mime_type'), quotedIn(body, 'caption')]),
    sticker: (body) => (isTrue(body, 'animated') ? 'animated' : undefined),
    location: locationContent,
    contacts: (_, message) => contactsContent(objectsIn(message, 'contacts')),
    button: (body) => joined([quotedIn(body, 'text'), payloadWords(body)], ' '),
    reaction: (body) => joined([wordIn(body, 'emoji') ?? 'removed', reactedTo(body)], ' '),
    order: orderContent,
    system: systemContent,
    edit: editContent,
    revoke: (body) => `deleted ${shortId(textIn(body, 'original_message_id') ?? 'a message')}`,
    unsupported: unsupportedContent,
    unknown: (_, message) => errorWords(message),
    errors: (_, message) => errorWords(message),
    request_welcome: () => 'opened the chat for the first time',
    ephemeral: () => 'a disappearing message',
    media_placeholder: () => 'the media follows in a webhook of its own',
    template: (body) =>
      joined([wordIn(body, 'name') ?? 'no name', inBrackets(wordIn(objectIn(body, 'language'), 'code'))], ' '),
  } satisfies Record<string, Content>),
);

function mediaContent(body: JsonObject): string | undefined {
  return quotedIn(body, 'caption') ?? wordIn(body, 'mime_type');
}

function locationContent(body: JsonObject): string | undefined {
  const latitude = wordIn(body, 'latitude');
  const longitude = wordIn(body, 'longitude');
  const place = latitude !== undefined && longitude !== undefined ? `${latitude}, ${longitude}` : undefined;
  const name = joined([wordIn(body, 'name'), wordIn(body, 'address')]);
  return name === '' ? place : joined([name, inBrackets(place)], ' ');
}

function contactsContent(cards: readonly JsonObject[]): string {
  const [first] = cards;
  if (first === undefined) return 'no contact in it';

  const phone = listIn(first, 'phones').find(isObject);
  const name = wordIn(objectIn(first, 'name'), 'formatted_name', 'first_name') ?? 'no name';
  const more = cards.length - 1;
  return joined(
    [name, phone && wordIn(phone, 'phone', 'wa_id'), more > 0 ? `and ${more.toLocaleString('en-US')} more` : undefined],
    ' ',
  );
}

/** Template quick replies mostly repeat their text as payload. */
function payloadWords(body: JsonObject): string | undefined {
  const payload = textIn(body, 'payload');
  return payload === undefined || payload === textIn(body, 'text') ? undefined : `(payload ${quoted(payload)})`;
}

function reactedTo(body: JsonObject): string | undefined {
  const id = textIn(body, 'message_id');
  return id === undefined ? undefined : `on ${shortId(id)}`;
}

function orderContent(body: JsonObject): string {
  const products = objectsIn(body, 'product_items');
  const note = quotedIn(body, 'text');
  return joined([counted(products.length, 'product'), orderTotal(products), note]);
}

/** The sum when all prices have one currency; no sum is better than a wrong one. */
function orderTotal(products: readonly JsonObject[]): string | undefined {
  let total = 0;
  const currencies = new Set<string | undefined>();
  for (const product of products) {
    total += (numberIn(product, 'quantity') ?? Number.NaN) * (numberIn(product, 'item_price') ?? Number.NaN);
    currencies.add(wordIn(product, 'currency'));
  }
  const [currency] = currencies;
  if (!Number.isFinite(total) || currencies.size !== 1 || currency === undefined) return undefined;
  return `${total.toFixed(2)} ${currency}`;
}

function systemContent(body: JsonObject): string | undefined {
  const phone = wordIn(body, 'wa_id', 'new_wa_id');
  const userId = wordIn(body, 'user_id');
  switch (textIn(body, 'type')) {
    case 'user_changed_number':
    case 'customer_changed_number':
      return phone === undefined ? quotedIn(body, 'body') : `number changed to ${phone}`;
    case 'user_changed_user_id':
      return userId === undefined ? quotedIn(body, 'body') : `user id changed to ${userId}, phone withheld`;
    case 'customer_identity_changed':
      return 'identity changed, perhaps another phone';
    default:
      return joined([wordIn(body, 'type'), quotedIn(body, 'body')]);
  }
}

function unsupportedContent(body: JsonObject, message: JsonObject): string {
  const type = wordIn(body, 'type');
  return joined([type && `type ${type}`, errorWords(message)]);
}

function editContent(body: JsonObject): string {
  const original = shortId(textIn(body, 'original_message_id') ?? 'a message');
  const edited = objectIn(body, 'message');
  const type = textIn(edited, 'type');
  // An edit in an edit does not exist, but as JSON it could go down a million levels.
  const content = type === undefined || type === 'edit' ? undefined : messageTypes.get(type);
  const words = type === undefined ? undefined : content?.(objectIn(edited, type), edited);
  return `${original} now reads ${words ?? (type === undefined ? 'otherwise' : word(type))}`;
}

function inBrackets(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `(${text})`;
}
