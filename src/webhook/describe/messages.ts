import { isObject, isTrue, type JsonObject, listIn, objectIn, textIn } from '../json-view.ts';
import { interactiveWords } from './interactive.ts';
import { messageTypes } from './message-types.ts';
import { strangerIn } from './parts.ts';
import type { UserIds } from './people.ts';
import type { Change, Told } from './told.ts';
import { quoted, quotedIn, shortId, word } from './wording.ts';

/** `messages[]`: what users sent. The note tells by which way a message came, when not by the usual one. */
export function* describeMessages(change: Change, note = ''): Iterable<Told> {
  for (const message of listIn(change.value, 'messages')) {
    if (!isObject(message)) yield strangerIn('messages', message);
    else yield describeMessage(message, change, note);
  }
}

/** `message_echoes[]`: what the business sent by another way than the receiver's app. */
export function* describeEchoes(change: Change, note: string): Iterable<Told> {
  for (const echo of listIn(change.value, 'message_echoes')) {
    if (!isObject(echo)) yield strangerIn('message_echoes', echo);
    else yield describeEcho(echo, change, note);
  }
}

function describeMessage(message: JsonObject, change: Change, note: string): Told {
  const ids = { phone: textIn(message, 'from'), userId: textIn(message, 'from_user_id') };
  return tell(message, { id: textIn(message, 'id'), ids, user: `from ${change.people.nameOf(ids)}`, note });
}

/** On standby the echo wraps the body of the send request; elsewhere it is the message itself. */
function describeEcho(echo: JsonObject, change: Change, note: string): Told {
  const wrapped = objectIn(echo, 'message');
  const message = textIn(echo, 'type') === undefined ? wrapped : echo;
  const ids = {
    phone: textIn(echo, 'to') ?? textIn(wrapped, 'to'),
    userId: textIn(echo, 'to_user_id') ?? textIn(wrapped, 'recipient'),
  };
  return tell(message, { id: textIn(echo, 'id'), ids, user: `to ${change.people.nameOf(ids)}`, note });
}

interface Sender {
  readonly id: string | undefined;
  readonly ids: UserIds;
  readonly user: string;
  readonly note: string;
}

function tell(message: JsonObject, { id, ids, user, note }: Sender): Told {
  const { type, noun, content } = messageWords(message);
  const line = `${noun} ${user}${circumstances(message)}${note}`;
  return {
    kind: 'message',
    type,
    summary: content === undefined || content === '' ? line : `${line}: ${content}`,
    messageId: id,
    from: ids.phone ?? ids.userId,
  };
}

interface MessageWords {
  readonly type: string;
  readonly noun: string;
  readonly content: string | undefined;
}

function messageWords(message: JsonObject): MessageWords {
  const type = textIn(message, 'type');
  if (type === undefined) return { type: 'unknown', noun: 'message without a type', content: undefined };
  if (type === 'interactive') return interactiveWords(objectIn(message, 'interactive'));

  const content = messageTypes.get(type);
  if (content === undefined) return { type, noun: `unknown message type ${quoted(type)}`, content: undefined };
  return { type, noun: type, content: content(objectIn(message, type), message) };
}

/** What a person wants to know beside who and what: in a group, an answer to which message, passed on, led here by an ad. */
function circumstances(message: JsonObject): string {
  const context = objectIn(message, 'context');
  const group = textIn(message, 'group_id');
  const product = textIn(objectIn(context, 'referred_product'), 'product_retailer_id');
  const repliedTo = textIn(context, 'id');

  return [
    group && ` in group ${shortId(group)}`,
    product && `, about product ${word(product)}`,
    product === undefined && repliedTo && `, in reply to ${shortId(repliedTo)}`,
    forwardWords(context),
    referralWords(objectIn(message, 'referral')),
  ]
    .filter((words) => typeof words === 'string')
    .join('');
}

function forwardWords(context: JsonObject): string | undefined {
  if (isTrue(context, 'frequently_forwarded')) return ', forwarded many times';
  return isTrue(context, 'forwarded') ? ', forwarded' : undefined;
}

function referralWords(referral: JsonObject): string | undefined {
  const title = quotedIn(referral, 'headline', 'body', 'source_url', 'source_id');
  if (title === undefined) return undefined;
  return `, led here by the ${textIn(referral, 'source_type') === 'post' ? 'post' : 'ad'} ${title}`;
}
