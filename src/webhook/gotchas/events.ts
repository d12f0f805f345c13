import { isObject, listIn, valueIn } from '../json-view.ts';
import type { PartGotcha } from './surroundings.ts';

const OTHERS = ['messages', 'statuses', 'calls', 'groups'];

/** What goes wrong with whole fields: echoes, standby, history, accounts, templates. */
export const eventGotchas: readonly PartGotcha[] = [
  {
    id: 'echo',
    applies: ({ list, field }) => list === 'message_echoes' && field !== 'standby',
    advice: 'The business itself wrote this, by another way: do not answer it.',
  },
  {
    id: 'standby',
    applies: ({ field }) => field === 'standby',
    advice:
      'Another app holds this thread, and this is a copy: sending a message takes the thread over. `messages` stays quiet meanwhile.',
  },
  {
    id: 'handover',
    applies: ({ field }) => field === 'messaging_handovers',
    advice:
      'Who holds the thread changed: what users write comes on `messages` for the holder, on `standby` for others.',
  },
  {
    id: 'history',
    applies: ({ field }) => field === 'history',
    advice:
      'Old messages, up to 3 MB of them and in any order: do not answer them, and raise the body limit of your server.',
  },
  {
    id: 'errors-only',
    applies: ({ list, value }) => list === 'errors' && OTHERS.every((other) => listIn(value, other).length === 0),
    advice: 'Only `errors`, no `messages` and no `statuses`: messages[0] fails here.',
  },
  {
    id: 'template-id',
    applies: ({ part }) => typeof valueIn(part, 'message_template_id') === 'number',
    advice: 'Template ids are JSON numbers of up to 16 digits, too large for 32 bits; all other ids are texts.',
  },
  {
    id: 'portfolio-id',
    applies: ({ field, part }) =>
      field === 'partner_solutions' || (field === 'account_update' && isObject(valueIn(part, 'waba_info'))),
    advice: '`entry[].id` is the business portfolio here; the account, if any, is in waba_info.waba_id.',
  },
  {
    id: 'no-metadata',
    applies: ({ value, list }) => list === '' && !Object.hasOwn(value, 'metadata'),
    advice:
      'No `metadata` in it: code that reads value.metadata.phone_number_id before it looks at `field` fails here.',
  },
];
