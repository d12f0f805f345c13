import { type JsonObject, textIn } from '../json-view.ts';
import { hasContacts, type PartGotcha, type Surroundings } from './surroundings.ts';

/** What goes wrong with `statuses[]`. */
export const statusGotchas: readonly PartGotcha[] = [
  {
    id: 'status-without-contacts',
    applies: (part) => isStatus(part) && !hasContacts(part),
    advice: 'This status comes without `contacts`: contacts[0] fails here. The user is in the status itself.',
  },
  {
    id: 'status-order',
    applies: (part) => isStatus(part) && ['sent', 'delivered', 'read'].includes(textIn(part.part, 'status') ?? ''),
    advice:
      'Statuses come in any order and more than once: never let a message fall back from read to delivered or sent.',
  },
  {
    id: 'read-without-delivered',
    applies: (part) => isStatus(part) && textIn(part.part, 'status') === 'read',
    advice: '`read` may come without any `delivered`, when the chat was open: take it for both.',
  },
  {
    id: 'sent-before-answer',
    applies: (part) => isStatus(part) && textIn(part.part, 'status') === 'sent',
    advice: 'A status may overtake the answer to your send call: keep one whose message id you do not know yet.',
  },
  {
    id: 'pricing-without-conversation',
    applies: (part) =>
      isStatus(part) && Object.hasOwn(part.part, 'pricing') && !Object.hasOwn(part.part, 'conversation'),
    advice: 'Since v24.0 `conversation` is absent but for free entry points: read `pricing`.',
  },
  {
    id: 'group-status',
    applies: (part) => isStatus(part) && textIn(part.part, 'recipient_type') === 'group',
    advice:
      '`recipient_id` is the group, and each member has a status of its own: tell them apart by id, status and recipient_participant_id.',
  },
  {
    id: 'payment-status',
    applies: ({ list, part }) => list === 'statuses' && isPayment(part),
    advice: 'This status is about a payment, not about delivery: look at `type` before `status`.',
  },
];

function isStatus({ list, part }: Surroundings): boolean {
  return list === 'statuses' && !isPayment(part);
}

function isPayment(part: JsonObject): boolean {
  return textIn(part, 'type') === 'payment';
}
