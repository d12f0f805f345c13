import { textIn } from '../json-view.ts';
import type { PartGotcha, Surroundings } from './surroundings.ts';

/** Wamids that are seen have 60 to 120 characters and more. */
const LONG_ID = 100;

/** What goes wrong with the ids of users and messages, whatever they stand in. */
export const idGotchas: readonly PartGotcha[] = [
  {
    id: 'no-phone',
    applies: isWithoutPhone,
    advice:
      'WhatsApp withheld the phone number: the property is absent, not empty. Know the user by the BSUID (from_user_id, user_id, recipient_user_id), and do not make a new contact of each message.',
  },
  {
    id: 'brazil-number',
    applies: hasPhone(/^55[1-9]\d\d{8}$/),
    advice: 'A Brazilian number without its ninth digit: compare it with and without the 9 behind the area code.',
  },
  {
    id: 'mexico-number',
    applies: hasPhone(/^521\d{10}$/),
    advice: 'A Mexican number with the old 1 behind 52: compare it with and without.',
  },
  {
    id: 'argentina-number',
    applies: hasPhone(/^549\d{10}$/),
    advice: 'An Argentinian number with the 9 behind 54, which nobody dials so: compare it with and without.',
  },
  {
    id: 'long-id',
    applies: ({ part }) => (textIn(part, 'id') ?? '').length > LONG_ID,
    advice: 'Message ids have 60 to more than 120 characters, with = + and / in them: give the column room.',
  },
];

function isWithoutPhone({ list, part }: Surroundings): boolean {
  if (list === 'messages') return textIn(part, 'from') === undefined && textIn(part, 'from_user_id') !== undefined;
  if (list !== 'statuses') return false;
  return textIn(part, 'recipient_id') === undefined && textIn(part, 'recipient_user_id') !== undefined;
}

/** Answers whether one of the user's phone numbers looks like this. */
function hasPhone(shape: RegExp): (surroundings: Surroundings) => boolean {
  return (surroundings) => phonesOf(surroundings).some((phone) => shape.test(phone));
}

/** Every phone number that may name the user of this part. */
function phonesOf({ part, list }: Surroundings): readonly string[] {
  const keys = list === 'message_echoes' ? ['to'] : ['from', 'recipient_id', 'wa_id'];
  return keys.flatMap((key) => textIn(part, key) ?? []);
}
