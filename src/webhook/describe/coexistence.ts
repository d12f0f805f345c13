import { isObject, type JsonObject, listIn, objectIn, textIn } from '../json-view.ts';
import { errorWords } from './errors.ts';
import { describeEchoes, describeMessages } from './messages.ts';
import { strangerIn } from './parts.ts';
import { atName } from './people.ts';
import type { Change, Told } from './told.ts';
import { counted, joined, wordIn } from './wording.ts';

/** `history[]`: one notification a chunk, counted and not read, since a chunk of 3 MB holds thousands of messages. */
export function* describeHistory({ value }: Change): Iterable<Told> {
  for (const chunk of listIn(value, 'history')) {
    if (!isObject(chunk)) yield strangerIn('history', chunk);
    else yield { kind: 'event', type: 'history', summary: chunkWords(chunk) };
  }
}

/** Media of older messages follow in `history` webhooks that look like `messages`. */
export function describeHistoryMessages(change: Change): Iterable<Told> {
  return describeMessages(change, ', from history');
}

export function describeHistoryEchoes(change: Change): Iterable<Told> {
  return describeEchoes(change, ', from history');
}

export function describeAppEchoes(change: Change): Iterable<Told> {
  return describeEchoes(change, ', sent in the WhatsApp Business app');
}

/** Nobody outside Meta has seen a `message_echoes` payload: it is read like `smb_message_echoes`. */
export function describePlainEchoes(change: Change): Iterable<Told> {
  return describeEchoes(change, ', an echo');
}

/** `state_sync[]`: the address book of the WhatsApp Business app. */
export function* describeStateSync({ value }: Change): Iterable<Told> {
  for (const sync of listIn(value, 'state_sync')) {
    if (!isObject(sync)) yield strangerIn('state_sync', sync);
    else yield describeSync(sync);
  }
}

function chunkWords(chunk: JsonObject): string {
  const trouble = errorWords(chunk);
  if (trouble !== undefined) return `history not shared: ${trouble}`;

  const metadata = objectIn(chunk, 'metadata');
  const phase = wordIn(metadata, 'phase');
  const order = wordIn(metadata, 'chunk_order');
  const progress = wordIn(metadata, 'progress');
  const where = joined([phase && `phase ${phase}`, order && `chunk ${order}`, progress && `${progress} %`]);

  const threads = listIn(chunk, 'threads');
  let messages = 0;
  for (const thread of threads) messages += isObject(thread) ? listIn(thread, 'messages').length : 0;
  return `${joined(['history', where], ' ')}: ${counted(messages, 'message')} in ${counted(threads.length, 'thread')}`;
}

function describeSync(sync: JsonObject): Told {
  const contact = objectIn(sync, 'contact');
  const username = textIn(contact, 'username');
  const id = wordIn(contact, 'phone_number') ?? (username ? atName(username) : wordIn(contact, 'user_id'));
  const who = joined([wordIn(contact, 'full_name', 'first_name'), id], ' ') || 'no name, no number';
  const type = textIn(sync, 'type');
  const what = type === undefined || type === 'contact' ? 'contact' : wordIn(sync, 'type');
  return {
    kind: 'event',
    type: type ?? 'state_sync',
    summary: `${what} ${syncVerb(sync)} in the WhatsApp Business app: ${who}`,
    from: textIn(contact, 'phone_number', 'user_id'),
  };
}

function syncVerb(sync: JsonObject): string {
  const action = wordIn(sync, 'action');
  if (action === 'add') return 'added or edited';
  return action === 'remove' ? 'removed' : (action ?? 'changed');
}
