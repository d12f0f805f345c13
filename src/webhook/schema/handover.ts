import { contacts, messagingProduct, metadata, valueErrors } from './envelope.ts';
import { anyObject, type FieldSchema, list, numeric, openText, openType, optional, shape, text } from './field.ts';
import { message } from './messages.ts';
import { conversationContext } from './messages-field.ts';
import { status } from './statuses.ts';

const ROLES = ['customer_service', 'marketing', 'utility', 'ctwa', 'ai_agent', 'escalation'] as const;

const control = {
  previous_owner_app_id: optional(text('Id of the app that had the chat before.')),
  previous_owner_app_role: optional(openText(['meta_business_agent'], 'What that app was; Meta means to drop it.')),
  previous_owner_role: optional(openText(ROLES, 'What the one who had the chat before was there for.')),
  new_owner_app_id: optional(text('Id of the app that has the chat now.')),
  new_owner_role: optional(openText(ROLES, 'What the one who has the chat now is there for.')),
  metadata: optional(text('A note from the one who handed it over, at most 2,000 characters.')),
};

const handoversValue = shape(
  {
    messaging_product: messagingProduct,
    sender: optional(
      shape(
        {
          phone_number: optional(text("The user's number as digits; absent when Meta may not share it.")),
          user_id: optional(text("The user's business-scoped id (BSUID).")),
        },
        'The user whose chat it is.',
      ),
    ),
    recipient: shape(
      {
        display_phone_number: text("The business's own number as digits."),
        phone_number_id: text("Id of the business's number."),
      },
      "The business's number; other fields call this metadata.",
    ),
    type: optional(openType(['control_passed', 'control_taken'], 'Whether the chat was given away or taken.')),
    timestamp: optional(numeric('When, in Unix seconds.')),
    control_passed: optional(
      shape({ ...control, conversation_context: optional(conversationContext) }, 'Who gave the chat to whom.'),
    ),
    control_taken: optional(shape(control, 'Who took the chat from whom.')),
  },
  'Who answers a user from now on.',
);

const standbyEcho = shape(
  {
    id: text('Id of the message.'),
    timestamp: text('When it was sent, in Unix seconds as text.'),
    message: optional(anyObject('The request that sent it, word for word as the Send API takes it.')),
    template: optional(anyObject('The whole definition of the template that was sent.')),
    flow: optional(anyObject('The flow that was sent.')),
  },
  'One message that the app in charge of the chat sent.',
);

const standbyValue = shape(
  {
    messaging_product: messagingProduct,
    metadata: optional(metadata),
    standby: optional(
      shape(
        {
          contacts: optional(contacts),
          messages: optional(list(message, 'What the user wrote.')),
          message_echoes: optional(list(standbyEcho, 'What the app in charge sent.')),
          statuses: optional(list(status, 'What became of messages of the app in charge.')),
          errors: optional(valueErrors),
        },
        'The copies.',
      ),
    ),
  },
  'Copies for an app that is not in charge of the chat.',
);

export const handoverFields = {
  messaging_handovers: {
    title: 'Who answers a user: control passed and taken',
    status: 'live',
    source: 'Messaging handovers page, 2026, as reported 2026-09',
    level: 'messages',
    value: handoversValue,
  },
  standby: {
    title: 'Copies of a chat that another app is in charge of',
    status: 'live',
    source: 'Standby webhooks, 2026-08-04; shape as reported 2026-09',
    level: 'messages',
    value: standbyValue,
  },
} satisfies Record<string, FieldSchema>;
