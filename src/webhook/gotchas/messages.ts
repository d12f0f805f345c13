import { isObject, type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import { hasContacts, type PartGotcha, type Surroundings } from './surroundings.ts';

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];

/** What goes wrong with `messages[]`. */
export const messageGotchas: readonly PartGotcha[] = [
  {
    id: 'reaction-removed',
    applies: (part) => isOfType(part, 'reaction') && textIn(bodyOf(part), 'emoji') === undefined,
    advice: 'The user took the reaction back: `emoji` is then absent, in old payloads an empty text.',
  },
  {
    id: 'response-json',
    applies: (part) => textIn(objectIn(objectIn(part.part, 'interactive'), 'nfm_reply'), 'response_json') !== undefined,
    advice: '`response_json` is JSON inside a text: parse it a second time.',
  },
  {
    id: 'interactive-without-part',
    applies: (part) => isOfType(part, 'interactive') && !Object.hasOwn(part.part, 'interactive'),
    advice: 'An interactive message without `interactive`: Meta sends this when it cannot carry the answer.',
  },
  {
    id: 'template-quick-reply',
    applies: (part) => isOfType(part, 'button'),
    advice: "A template's quick reply is a `button`; only reply buttons of other messages are `interactive`.",
  },
  {
    id: 'media-url',
    applies: (part) => isMedia(part) && textIn(bodyOf(part), 'url') !== undefined,
    advice: '`url` holds for five minutes and wants the access token as bearer; the media id holds for seven days.',
  },
  {
    id: 'media-without-url',
    applies: (part) => isMedia(part) && textIn(bodyOf(part), 'url') === undefined,
    advice: 'No `url` in it: ask the Graph API for one with the media id, which holds for seven days.',
  },
  {
    id: 'system-without-contacts',
    applies: (part) => isOfType(part, 'system') && !hasContacts(part),
    advice: 'A system message has no `contacts`: contacts[0] fails here.',
  },
  {
    id: 'user-id-changed',
    applies: (part) => isOfType(part, 'system') && textIn(bodyOf(part), 'previous_user_id') !== undefined,
    advice: 'The BSUID changed with the number: move what you keep under `previous_user_id` to `user_id`.',
  },
  {
    id: 'unsupported',
    applies: (part) => isOfType(part, 'unsupported', 'unknown'),
    advice:
      'Nothing of what the user sent is in it: answer 200 all the same, and ask the user to send it in another form.',
  },
  {
    id: 'edit-or-revoke',
    applies: (part) => isOfType(part, 'edit', 'revoke'),
    advice: 'This changes an earlier message: find it by `original_message_id`, do not take it for a new one.',
  },
  {
    id: 'group-message',
    applies: ({ list, part }) => list === 'messages' && textIn(part, 'group_id') !== undefined,
    advice: 'Written in a group: an answer to `from` would go to the person, not to the group.',
  },
  {
    id: 'ad-click',
    applies: ({ list, part }) => list === 'messages' && isObject(valueIn(part, 'referral')),
    advice: '`referral` comes with the first message only: keep what you need of it now. `ctwa_clid` may be absent.',
  },
];

function isOfType({ list, part }: Surroundings, ...types: readonly string[]): boolean {
  return list === 'messages' && types.includes(textIn(part, 'type') ?? '');
}

function isMedia(surroundings: Surroundings): boolean {
  return isOfType(surroundings, ...MEDIA);
}

/** The object that is named like the type. */
function bodyOf({ part }: Surroundings): JsonObject {
  return objectIn(part, textIn(part, 'type') ?? '');
}
