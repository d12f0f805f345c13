import { isObject, type JsonObject, objectIn, textIn } from '../json-view.ts';

/** How WhatsApp can name one user: by phone, by BSUID (`user_id`), by the username that they took. */
export interface Person {
  readonly phone: string;
  readonly userId: string;
  readonly username: string;
}

/** What one object says of a user. */
export interface Named {
  readonly phone?: string | undefined;
  readonly userId?: string | undefined;
  readonly username?: string | undefined;
}

/** Completes a user by what the payload says elsewhere, then by our fixtures, then by rule: the same user each time. */
export type PersonOf = (named: Named) => Person;

/** The senders of our fixtures, and the user of the dashboard's Test button. */
const FIXTURE_PEOPLE: readonly Person[] = [
  { phone: '15550100300', userId: 'US.10000000000000000001', username: '@ada.test' },
  { phone: '15550100301', userId: 'US.10000000000000000002', username: '@bob.sample' },
  { phone: '15550100302', userId: 'US.10000000000000000003', username: '@eva.beispiel' },
  { phone: '15550100309', userId: 'US.10000000000000000010', username: '@ada.test' },
  { phone: '553155501300', userId: 'BR.10000000000000000011', username: '@ana.exemplo' },
  { phone: '5511955501301', userId: 'BR.10000000000000000012', username: '@rui.exemplo' },
  { phone: '5215555501300', userId: 'MX.10000000000000000021', username: '@luz.ejemplo' },
  { phone: '525555501301', userId: 'MX.10000000000000000022', username: '@leo.ejemplo' },
  { phone: '5491155501300', userId: 'AR.10000000000000000031', username: '@sol.muestra' },
  { phone: '16315551181', userId: 'US.13491208655302741918', username: '@test.user.name' },
];

export function peopleIn(payload: unknown): PersonOf {
  const known = new Map<string, Named>();
  for (const named of said(payload)) remember(known, named);
  for (const person of FIXTURE_PEOPLE) remember(known, person);

  return (named) => {
    const byPhone = lookUp(known, named.phone);
    const userId = named.userId ?? byPhone.userId ?? userIdByRule(named.phone ?? '');
    const byUserId = lookUp(known, userId);
    return {
      phone: named.phone ?? byUserId.phone ?? phoneByRule(userId),
      userId,
      username: named.username ?? byUserId.username ?? byPhone.username ?? usernameByRule(userId),
    };
  };
}

/** What was said first stays, what was not said yet is added. */
function remember(known: Map<string, Named>, { phone, userId, username }: Named): void {
  for (const id of [phone, userId]) {
    if (id === undefined) continue;
    const before = lookUp(known, id);
    known.set(id, {
      phone: before.phone ?? phone,
      userId: before.userId ?? userId,
      username: before.username ?? username,
    });
  }
}

function lookUp(known: ReadonlyMap<string, Named>, id: string | undefined): Named {
  return (id === undefined ? undefined : known.get(id)) ?? {};
}

/** The properties that name one user together. */
const PAIRS = [
  ['wa_id', 'user_id'],
  ['from', 'from_user_id'],
  ['to', 'to_user_id'],
  ['recipient_id', 'recipient_user_id'],
  ['recipient_participant_id', 'recipient_participant_user_id'],
  ['phone_number', 'user_id'],
] as const;

function* said(value: unknown): Iterable<Named> {
  if (Array.isArray(value)) {
    for (const member of value) yield* said(member);
  } else if (isObject(value)) {
    yield* saidIn(value);
    for (const member of Object.values(value)) yield* said(member);
  }
}

function* saidIn(object: JsonObject): Iterable<Named> {
  const username = textIn(object, 'username') ?? textIn(objectIn(object, 'profile'), 'username');
  for (const [phoneKey, userIdKey] of PAIRS) {
    const userId = textIn(object, userIdKey);
    if (userId !== undefined) yield { phone: textIn(object, phoneKey), userId, username };
  }
}

/** Where a BSUID of ours came from a phone: twenty digits like a real one, the phone at their end. */
const USER_ID_OF_PHONE = /^[A-Z]{2}\.20{4,}([1-9]\d{6,14})$/;

function userIdByRule(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `${countryOf(digits)}.2${digits.slice(-15).padStart(19, '0')}`;
}

function phoneByRule(userId: string): string {
  // Nobody has a number in 1 555 but for a few of directory enquiries.
  return USER_ID_OF_PHONE.exec(userId)?.[1] ?? `1555${String(hash(userId) % 10_000_000).padStart(7, '0')}`;
}

function usernameByRule(userId: string): string {
  return `@user.${hash(userId).toString(36)}`;
}

/** The countries where national numbering hurts most; a BSUID begins with one. */
const COUNTRIES: readonly (readonly [prefix: string, country: string])[] = [
  ['1', 'US'],
  ['33', 'FR'],
  ['34', 'ES'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
  ['62', 'ID'],
  ['91', 'IN'],
];

function countryOf(digits: string): string {
  return COUNTRIES.find(([prefix]) => digits.startsWith(prefix))?.[1] ?? 'US';
}

/** FNV-1a, 32 bits: the same text gives the same number on every machine. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum;
}
