import { isObject, type JsonObject, listIn, objectIn, textIn } from '../json-view.ts';
import { word } from './wording.ts';

/** Where a message, status or call names the user: the phone may be missing since 2026, the BSUID before 2026. */
export interface UserIds {
  readonly phone?: string | undefined;
  readonly userId?: string | undefined;
}

/** Knows the users of one value by name. */
export interface People {
  /** The name from `contacts[]`, else phone or BSUID. Says when WhatsApp withheld the phone, since code breaks on that. */
  readonly nameOf: (ids: UserIds) => string;
}

/** Built on the first question and only once: a status-only webhook never asks, a batch of a thousand asks a thousand times. */
export function peopleOf(value: JsonObject): People {
  let contacts: ReadonlyMap<string, JsonObject> | undefined;

  return {
    nameOf: ({ phone, userId }) => {
      contacts ??= indexContacts(value);
      const contact = find(contacts, phone) ?? find(contacts, userId);
      const profile = contact === undefined ? undefined : objectIn(contact, 'profile');
      const name = profile && (textIn(profile, 'name')?.trim() || undefined);
      const username = profile && textIn(profile, 'username');

      if (name === undefined) return username ? atName(username) : idOf({ phone, userId });
      if (phone !== undefined || username === undefined) return word(name);
      return `${word(name)} (${atName(username)}, phone withheld)`;
    },
  };
}

/** Phone, else BSUID, as words. */
function idOf({ phone, userId }: UserIds): string {
  return word(phone ?? userId ?? 'an unnamed user');
}

/** BSUID pages show usernames with and without their `@`. */
export function atName(username: string): string {
  return word(username.startsWith('@') ? username : `@${username}`);
}

function find(contacts: ReadonlyMap<string, JsonObject>, id: string | undefined): JsonObject | undefined {
  return id === undefined ? undefined : contacts.get(id);
}

function indexContacts(value: JsonObject): ReadonlyMap<string, JsonObject> {
  const contacts = new Map<string, JsonObject>();
  for (const contact of listIn(value, 'contacts')) {
    if (!isObject(contact)) continue;
    for (const id of [textIn(contact, 'wa_id'), textIn(contact, 'user_id')]) {
      if (id !== undefined && !contacts.has(id)) contacts.set(id, contact);
    }
  }
  return contacts;
}
