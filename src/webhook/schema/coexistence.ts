import { messageEcho } from './echoes.ts';
import { contacts, messagingProduct, metadata, parentUserId, userId, username, valueErrors } from './envelope.ts';
import { type FieldSchema, list, numeric, openText, openType, optional, shape, text } from './field.ts';

const echoesValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    message_echoes: list(messageEcho, 'What the business sent, edited or deleted.'),
    errors: optional(valueErrors),
  },
  'Messages that the business sent by another way.',
);

const stateSync = shape(
  {
    type: openType(['contact'], 'What was changed.'),
    contact: optional(
      shape(
        {
          full_name: optional(text('Whole name in the address book; absent when removed.')),
          first_name: optional(text('First name in the address book; absent when removed.')),
          phone_number: optional(text('Number as digits; absent when Meta may not share it.')),
          user_id: optional(userId),
          parent_user_id: optional(parentUserId),
          username: optional(username),
        },
        'The entry of the address book.',
      ),
    ),
    action: openText(['add', 'remove'], 'add when added or edited, remove when removed.'),
    metadata: optional(shape({ timestamp: numeric('When, in Unix seconds.') }, 'About the change.')),
  },
  'One change of the address book.',
);

const stateSyncValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    state_sync: list(stateSync, 'What changed in the address book of the WhatsApp Business app.'),
    errors: optional(valueErrors),
  },
  'Changes of the address book in the WhatsApp Business app.',
);

export const coexistenceFields = {
  smb_message_echoes: {
    title: 'Messages that the business sent in the WhatsApp Business app',
    status: 'live',
    source: 'smb_message_echoes webhook reference, 2025-10-22, with revoke and edit of 2026',
    level: 'messages',
    value: echoesValue,
  },
  smb_app_state_sync: {
    title: 'Changes of the address book in the WhatsApp Business app',
    status: 'live',
    source: 'smb_app_state_sync webhook reference, 2025-10-22; business-scoped user IDs page, 2026',
    level: 'messages',
    value: stateSyncValue,
  },
  message_echoes: {
    title: 'Messages that the business sent by another way',
    status: 'doubtful',
    source:
      'webhook overrides page, 2026-06-28; its own page cannot be reached, the shape is taken from smb_message_echoes',
    level: 'messages',
    value: echoesValue,
  },
} satisfies Record<string, FieldSchema>;
