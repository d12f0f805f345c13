import { contacts, messagingProduct, metadata, valueErrors } from './envelope.ts';
import { type FieldSchema, list, numeric, openText, openType, optional, shape, text } from './field.ts';
import { message } from './messages.ts';
import { status } from './statuses.ts';

const userAction = shape(
  {
    action_type: openType(['marketing_messages_link_click'], 'What the user did.'),
    timestamp: numeric('When, in Unix seconds.'),
    marketing_messages_link_click_data: optional(
      shape(
        {
          click_component: optional(openText(['cta', 'body'], 'Where the link stood: in the button or in the text.')),
          product_id: optional(text('Id of the product that was clicked.')),
          click_id: optional(text('Id of the click.')),
          tracking_token: optional(text('Token that links the click to the message.')),
        },
        'The click.',
      ),
    ),
  },
  'Something that some user did with a marketing message; user and message are not named.',
);

export const conversationContext = shape(
  {
    type: optional(openText(['summary'], 'What kind of context it is.')),
    summary: optional(shape({ text: optional(text('The words.')) }, 'What was said so far, in short.')),
  },
  'What went before, handed over with the conversation; Conversation Routing of 2026.',
);

const messagesValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    messages: optional(list(message, 'What users wrote.')),
    statuses: optional(list(status, 'What became of messages that the business sent.')),
    errors: optional(valueErrors),
    user_actions: optional(list(userAction, 'Clicks on links of marketing messages.')),
    conversation_context: optional(conversationContext),
  },
  'Messages from users, and what became of messages to them.',
);

export const messagesFields = {
  messages: {
    title: 'Messages from users and the statuses of messages to them',
    status: 'live',
    source: "Meta's messages webhooks reference, 2025-10 to 2026-09",
    level: 'messages',
    value: messagesValue,
  },
} satisfies Record<string, FieldSchema>;
