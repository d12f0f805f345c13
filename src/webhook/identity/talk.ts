import { isObject, type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import type { Person } from './people.ts';
import { FROM_SEAT, isPhoneShown, personAt, type Seat, showUser, TO_SEAT, type View, WA_SEAT } from './seat.ts';
import { changeEach, withParts } from './tree.ts';

/** A user's message. What it answers names the writer of that: the business, seldom the user. */
export function showMessage(message: JsonObject, view: View): JsonObject {
  if (isBusiness(textIn(message, 'from'), view)) return showUser(message, TO_SEAT, view);

  const seen = showUser(message, FROM_SEAT, view);
  const person = personAt(message, FROM_SEAT, view);
  const answered = showContext(seen, person, view);
  return textIn(message, 'type') === 'system' ? showSystem(answered, person, view) : answered;
}

/** On standby an echo wraps the body of the send request, which names the user by `to` or by `recipient`. */
export function showEcho(echo: JsonObject, view: View): JsonObject {
  const wrapped = valueIn(echo, 'message');
  if (!isObject(wrapped) || textIn(wrapped, 'recipient_type') === 'group') return showUser(echo, TO_SEAT, view);
  return { ...echo, message: showUser(wrapped, { phone: 'to', userId: 'recipient', isEither: true }, view) };
}

/** In a group `recipient_id` is the group, and the participant is the user. */
export function showStatus(status: JsonObject, view: View): JsonObject {
  const isEither = textIn(status, 'status') === 'failed' && textIn(status, 'type') !== 'call';
  return showUser(status, { ...recipientSeat(status), isEither }, view);
}

function recipientSeat(status: JsonObject): Seat {
  const userId = 'recipient_participant_user_id';
  // Three examples on the Groups page have the words the other way round.
  if (textIn(status, 'participant_recipient_id') !== undefined) return { phone: 'participant_recipient_id', userId };

  const phone = 'recipient_participant_id';
  const isGroup = textIn(status, 'recipient_type') === 'group' || textIn(status, phone, userId) !== undefined;
  return isGroup ? { phone, userId } : { phone: 'recipient_id', userId: 'recipient_user_id' };
}

export function showCall(call: JsonObject, view: View): JsonObject {
  const isOurs =
    textIn(call, 'direction')?.toUpperCase() === 'BUSINESS_INITIATED' || isBusiness(textIn(call, 'from'), view);
  return showUser(call, isOurs ? TO_SEAT : FROM_SEAT, view);
}

/** A thread of `history`: it says once who the user is, and its messages go both ways. */
export function showThread(thread: JsonObject, view: View): JsonObject {
  const context = objectIn(thread, 'context');
  const phone = textIn(thread, 'id') ?? textIn(context, 'wa_id');
  const userId = textIn(context, 'user_id');
  if (phone === undefined && userId === undefined) return thread;

  const person = view.personOf({ phone, userId, username: textIn(context, 'username') });
  const named = showUser(withParts(context, [['user_id', person.userId]]), { ...WA_SEAT, username: 'username' }, view);
  const shown = changeEach({ ...thread, context: named }, 'messages', (message) =>
    showOldMessage(message, person, view),
  );
  return isPhoneShown(view) ? { id: person.phone, ...shown } : withParts(shown, [['id', undefined]]);
}

/** The business's own messages name the user in `to`, and only there: without a phone, the thread alone says to whom. */
function showOldMessage(message: JsonObject, person: Person, view: View): JsonObject {
  if (!isBusiness(textIn(message, 'from'), view)) return showMessage(message, view);
  return withParts(message, [
    ['from', textIn(message, 'from')],
    ['to', isPhoneShown(view) ? person.phone : undefined],
  ]);
}

function showContext(message: JsonObject, person: Person | undefined, view: View): JsonObject {
  const context = objectIn(message, 'context');
  if (person === undefined || textIn(context, 'id') === undefined) return message;

  const from = textIn(context, 'from');
  if (isBusiness(from, view) || (from !== undefined && from !== person.phone)) return message;
  return {
    ...message,
    context: withParts(context, [
      ['from', isPhoneShown(view) ? person.phone : undefined],
      ['id', textIn(context, 'id')],
    ]),
  };
}

/** One change of phone is told by the new number where that may be shared, by the new BSUID where not. */
const WITH_PHONE = 'user_changed_number';
const WITHOUT_PHONE = 'user_changed_user_id';

function showSystem(message: JsonObject, person: Person | undefined, view: View): JsonObject {
  const system = valueIn(message, 'system');
  if (!isObject(system)) return message;

  const type = textIn(system, 'type');
  const seat = type === 'customer_changed_number' ? { phone: 'new_wa_id', userId: 'user_id' } : WA_SEAT;
  const people = [person, personAt(system, seat, view)].filter((one) => one !== undefined);
  const body = textIn(system, 'body');
  const isPair = type === WITH_PHONE || type === WITHOUT_PHONE;
  return {
    ...message,
    system: {
      ...showUser(system, seat, view),
      ...(isPair ? { type: isPhoneShown(view) ? WITH_PHONE : WITHOUT_PHONE } : {}),
      ...(body === undefined ? {} : { body: showBody(body, people, view) }),
    },
  };
}

/** Whole words only: a BSUID of ours may end in the digits of a phone. */
function showBody(body: string, people: readonly Person[], view: View): string {
  return body.replace(/[A-Z]{2}\.[A-Za-z0-9.]*[A-Za-z0-9]|\d+/g, (id) => {
    const person = people.find(({ phone, userId }) => phone === id || userId === id);
    if (person === undefined) return id;
    return isPhoneShown(view) ? person.phone : person.userId;
  });
}

function isBusiness(number: string | undefined, { businessNumber }: View): boolean {
  return number !== undefined && number === businessNumber;
}
