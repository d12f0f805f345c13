import { isObject, isTrue, type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import { day, joined, quoted, quotedIn, word, wordIn } from './wording.ts';

interface InteractiveType {
  readonly noun: string;
  readonly content: (reply: JsonObject) => string | undefined;
}

/** What a user can answer to buttons, lists and flows. Add a type here. */
const interactiveTypes: ReadonlyMap<string, InteractiveType> = new Map(
  Object.entries({
    button_reply: { noun: 'button reply', content: choice },
    list_reply: { noun: 'list reply', content: choice },
    nfm_reply: { noun: 'flow reply', content: flowAnswers },
    call_permission_reply: { noun: 'call permission reply', content: callPermission },
    // Meta names it since 2026-08-03, and what is in it nowhere.
    product: { noun: 'interactive product', content: () => '' },
    payment_method: { noun: 'payment method', content: (reply) => wordIn(reply, 'payment_method') },
  } satisfies Record<string, InteractiveType>),
);

export interface InteractiveWords {
  readonly type: string;
  readonly noun: string;
  readonly content: string | undefined;
}

export function interactiveWords(interactive: JsonObject): InteractiveWords {
  const type = textIn(interactive, 'type') ?? typeByKey(interactive);
  if (type === undefined) return { type: 'interactive', noun: 'interactive', content: 'no answer in it' };

  const reply = objectIn(interactive, type);
  if (textIn(reply, 'name') === 'address_message')
    return { type: `interactive/${type}`, noun: 'address reply', content: address(reply) };

  const known = interactiveTypes.get(type);
  const sent = quotedIn(objectIn(interactive, 'body'), 'text'); // what a business sends, seen as an echo
  const content = known ? (known.content(reply) ?? 'no answer in it') : sent;
  const strange = sent === undefined ? `unknown interactive type ${quoted(type)}` : `interactive ${word(type)}`;
  return { type: `interactive/${type}`, noun: known?.noun ?? strange, content };
}

/** Some senders leave `interactive.type` out; the object beside it tells. */
function typeByKey(interactive: JsonObject): string | undefined {
  return [...interactiveTypes.keys()].find((type) => isObject(valueIn(interactive, type)));
}

function choice(reply: JsonObject): string | undefined {
  const id = wordIn(reply, 'id');
  return joined([quotedIn(reply, 'title'), id && `(id ${id})`], ' ') || undefined;
}

/** India's address form is a flow of Meta's own, with the address as text beside the answers. */
function address(reply: JsonObject): string {
  return quotedIn(reply, 'body') ?? flowAnswers(reply) ?? 'no address in it';
}

/** `response_json` is JSON in a string: what the user filled in, and the flow's own token. */
function flowAnswers(reply: JsonObject): string | undefined {
  const text = textIn(reply, 'response_json');
  if (text === undefined) return quotedIn(reply, 'body');

  const answers = parsedObject(text);
  if (answers === undefined) return `response_json is no JSON object: ${quoted(text)}`;

  const keys = Object.keys(answers).filter((key) => key !== 'flow_token');
  const words = keys.slice(0, 3).map((key) => `${word(key)} ${quotedIn(answers, key) ?? '…'}`);
  return joined([...words, keys.length > 3 ? `and ${keys.length - 3} more` : undefined]) || 'no answers in it';
}

function parsedObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function callPermission(reply: JsonObject): string | undefined {
  const response = wordIn(reply, 'response');
  if (response === undefined) return undefined;

  const until = day(reply, 'expiration_timestamp');
  const howLong = isTrue(reply, 'is_permanent') ? 'for good' : until && `until ${until}`;
  const isAutomatic = textIn(reply, 'response_source') === 'automatic';
  return joined([response, howLong, isAutomatic ? '(automatic)' : undefined], ' ');
}
