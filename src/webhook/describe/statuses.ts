import { isObject, type JsonObject, listIn, numberIn, objectIn, textIn } from '../json-view.ts';
import { errorWords } from './errors.ts';
import { strangerIn } from './parts.ts';
import type { People } from './people.ts';
import type { Change, Told } from './told.ts';
import { joined, quoted, shortId, word, wordIn } from './wording.ts';

/** Every status a message can have, with the word that leads to the user. `deleted` is older than the Cloud API. */
const statusWords: ReadonlyMap<string, string> = new Map([
  ['sent', 'sent to'],
  ['delivered', 'delivered to'],
  ['read', 'read by'],
  ['played', 'played by'],
  ['failed', 'failed to'],
  ['deleted', 'deleted for'],
]);

/** `statuses[]`: what became of messages that the business sent. The note tells by which way it came, when not the usual one. */
export function* describeStatuses(change: Change, note = ''): Iterable<Told> {
  for (const status of listIn(change.value, 'statuses')) {
    if (!isObject(status)) yield strangerIn('statuses', status);
    else yield describeStatus(status, change, note);
  }
}

function describeStatus(status: JsonObject, change: Change, note: string): Told {
  const name = textIn(status, 'status');
  const messageId = textIn(status, 'id');
  const user = userOf(status, change.people);
  return {
    kind: 'status',
    type: name ?? 'unknown',
    summary: summaryOf(status, { name, messageId, user: user.words, note }),
    messageId,
    from: user.id,
    participantId: user.participantId,
  };
}

interface StatusWords {
  readonly name: string | undefined;
  readonly messageId: string | undefined;
  readonly user: string;
  readonly note: string;
}

function summaryOf(status: JsonObject, { name, messageId, user, note }: StatusWords): string {
  if (textIn(status, 'type') === 'payment') return `${paymentWords(status)}${note}`;

  const trouble = errorWords(status);
  const line = `${verb(name)} ${user}${note}`;
  if (name === 'failed') return `${line}: ${trouble ?? 'no reason given'}`;
  return joined([joined([line, messageId && `(${shortId(messageId)})`], ' '), trouble]);
}

function verb(name: string | undefined): string {
  if (name === undefined) return 'status without a name for';
  return statusWords.get(name) ?? `unknown status ${quoted(name)} for`;
}

/** The person whose phone did it. In a group `recipient_id` is the group, and the person has names of their own. */
function userOf(status: JsonObject, people: People) {
  const recipient = textIn(status, 'recipient_id');
  // Three examples on the Groups page have the words the other way round.
  const participantId = textIn(
    status,
    'recipient_participant_id',
    'participant_recipient_id',
    'recipient_participant_user_id',
  );
  if (participantId !== undefined || textIn(status, 'recipient_type') === 'group') {
    const group = recipient === undefined ? 'a group' : `group ${shortId(recipient)}`;
    const words = participantId === undefined ? group : `${word(participantId)} in ${group}`;
    return { words, id: participantId, participantId };
  }

  const userId = textIn(status, 'recipient_user_id');
  const words = recipient === undefined ? people.nameOf({ userId }) : word(recipient);
  return { words, id: recipient ?? userId, participantId };
}

function paymentWords(status: JsonObject): string {
  const payment = objectIn(status, 'payment');
  const amount = objectIn(payment, 'amount');
  const value = (numberIn(amount, 'value') ?? Number.NaN) / (numberIn(amount, 'offset') || 1);
  const price = Number.isFinite(value) ? value.toFixed(2) : undefined;
  const reference = wordIn(payment, 'reference_id');

  const who = word(textIn(status, 'recipient_id', 'recipient_user_id') ?? 'an unnamed user');
  const line = `payment ${wordIn(status, 'status') ?? 'without a status'} from ${who}`;
  const details = joined([
    joined([price, price && wordIn(payment, 'currency')], ' '),
    reference && `reference ${reference}`,
  ]);
  return joined([line, details], ': ');
}
