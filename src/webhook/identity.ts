import { peopleIn } from './identity/people.ts';
import { type Identity, isPhoneShown, isUsernameShown, showUser, type View, WA_SEAT } from './identity/seat.ts';
import { showCall, showEcho, showMessage, showStatus, showThread } from './identity/talk.ts';
import { changeEach, changeIn, withParts } from './identity/tree.ts';
import { isObject, type JsonObject, objectIn, objectsIn, textIn } from './json-view.ts';

export { IDENTITIES, type Identity } from './identity/seat.ts';

/**
 * The same webhook as it comes from a user whose phone WhatsApp shares, from one with a username besides, and from one with
 * a username alone. What names no user stays as it is. Takes any JSON.
 */
export function withIdentity(payload: unknown, identity: Identity): unknown {
  if (!isObject(payload)) return payload;

  const personOf = peopleIn(payload);
  const showValueOf = (value: JsonObject) => {
    const businessNumber = textIn(objectIn(value, 'metadata'), 'display_phone_number');
    return showValue(value, { identity, personOf, businessNumber });
  };
  const showChange = (change: JsonObject) => changeIn(change, 'value', showValueOf);
  return changeEach(payload, 'entry', (entry) => changeEach(entry, 'changes', showChange));
}

type Show = (member: JsonObject, view: View) => JsonObject;

/** Each list of a value that names users, and how one of its members is shown. Add a list here. */
const lists: ReadonlyMap<string, Show> = new Map(
  Object.entries({
    messages: showMessage,
    message_echoes: showEcho,
    statuses: showStatus,
    calls: showCall,
    groups: showGroup,
    history: (chunk, view) => changeEach(chunk, 'threads', (thread) => showThread(thread, view)),
    user_preferences: (preference, view) => showUser(preference, WA_SEAT, view),
    state_sync: (sync, view) => changeIn(sync, 'contact', (contact) => showUser(contact, BOOK_SEAT, view)),
  } satisfies Record<string, Show>),
);

const BOOK_SEAT = { phone: 'phone_number', userId: 'user_id', username: 'username' };
const MEMBER_SEAT = { ...WA_SEAT, username: 'username' };

function showValue(value: JsonObject, view: View): JsonObject {
  // Usernames never come with `sent` (section 8), and `contacts[]` stands beside all statuses of the value.
  const hasSent = objectsIn(value, 'statuses').some((status) => textIn(status, 'status') === 'sent');
  let seen = changeEach(value, 'contacts', (contact) => showContact(contact, view, isUsernameShown(view) && !hasSent));

  for (const [list, show] of lists) seen = changeEach(seen, list, (member) => show(member, view));
  seen = changeIn(seen, 'standby', (inner) => showValue(inner, view));
  return changeIn(seen, 'sender', (sender) => showSender(sender, view));
}

/** Of a handover only the phone is documented, and that it may be missing. */
function showSender(sender: JsonObject, view: View): JsonObject {
  return isPhoneShown(view) ? sender : withParts(sender, [['phone_number', undefined]]);
}

function showContact(contact: JsonObject, view: View, hasUsername: boolean): JsonObject {
  const phone = textIn(contact, 'wa_id');
  const userId = textIn(contact, 'user_id');
  if (phone === undefined && userId === undefined) return contact;

  const profile = objectIn(contact, 'profile');
  const { username } = view.personOf({ phone, userId, username: textIn(profile, 'username') });
  const shown = withParts(profile, [['username', hasUsername ? username : undefined]]);
  return withProfile(showUser(contact, WA_SEAT, view), shown);
}

/** Echoes have contacts without a profile: it comes with the username, and goes with it. */
function withProfile(contact: JsonObject, profile: JsonObject): JsonObject {
  if (Object.keys(profile).length === 0) return withParts(contact, [['profile', undefined]]);
  return Object.hasOwn(contact, 'profile') ? { ...contact, profile } : { profile, ...contact };
}

/** The lists of a group's members, and what the business had called them when it asked. */
function showGroup(group: JsonObject, view: View): JsonObject {
  let seen = showUser(group, MEMBER_SEAT, view);
  for (const list of ['added_participants', 'removed_participants', 'failed_participants']) {
    seen = changeEach(seen, list, (member) => showInput(showUser(member, MEMBER_SEAT, view), view));
  }
  return seen;
}

function showInput(member: JsonObject, view: View): JsonObject {
  const input = textIn(member, 'input');
  if (input === undefined) return member;

  const isPhone = /^\+?\d+$/.test(input);
  if (isPhone === isPhoneShown(view)) return member;
  const person = view.personOf(isPhone ? { phone: input } : { userId: input });
  return { ...member, input: isPhone ? person.userId : person.phone };
}
