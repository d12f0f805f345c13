import { type JsonObject, textIn } from '../json-view.ts';
import type { Person, PersonOf } from './people.ts';
import { withParts } from './tree.ts';

/** One payload seen three ways (whatsapp-webhooks.md, section 8). */
export const IDENTITIES = ['phone', 'username', 'username-only'] as const;

export type Identity = (typeof IDENTITIES)[number];

/** How the users of one value are shown. */
export interface View {
  readonly identity: Identity;
  readonly personOf: PersonOf;
  /** The business's own number, which is no user's. */
  readonly businessNumber: string | undefined;
}

/** The properties by which an object names a user. */
export interface Seat {
  readonly phone: string;
  readonly userId: string;
  readonly username?: string;
  /** The phone or the BSUID, never both: what a message was sent to. */
  readonly isEither?: boolean;
}

export const WA_SEAT: Seat = { phone: 'wa_id', userId: 'user_id' };
export const FROM_SEAT: Seat = { phone: 'from', userId: 'from_user_id' };
export const TO_SEAT: Seat = { phone: 'to', userId: 'to_user_id' };

export function isPhoneShown({ identity }: View): boolean {
  return identity !== 'username-only';
}

export function isUsernameShown({ identity }: View): boolean {
  return identity !== 'phone';
}

/** The user who sits there; undefined when the object names nobody. */
export function personAt(object: JsonObject, seat: Seat, { personOf }: View): Person | undefined {
  const phone = textIn(object, seat.phone);
  const userId = textIn(object, seat.userId);
  if (phone === undefined && userId === undefined) return undefined;
  return personOf({ phone, userId, username: seat.username && textIn(object, seat.username) });
}

/** The same object with its user shown as the view wants; untouched when it names nobody. */
export function showUser(object: JsonObject, seat: Seat, view: View): JsonObject {
  const person = personAt(object, seat, view);
  if (person === undefined) return object;

  const isPhone = isPhoneShown(view);
  return withParts(object, [
    [seat.phone, isPhone ? person.phone : undefined],
    [seat.userId, isPhone && seat.isEither === true ? undefined : person.userId],
    ...(seat.username === undefined
      ? []
      : [[seat.username, isUsernameShown(view) ? person.username : undefined] as const]),
  ]);
}
