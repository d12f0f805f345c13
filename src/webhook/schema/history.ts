import { echoCommon, echoParts } from './echoes.ts';
import {
  contacts,
  error,
  messagingProduct,
  metadata,
  parentUserId,
  userId,
  username,
  valueErrors,
} from './envelope.ts';
import { type FieldSchema, list, named, openText, optional, shape, text, whole } from './field.ts';
import { bareMessageTypes } from './messages.ts';
import { shapeByType } from './shape-by-type.ts';

const historyMessage = named(
  'HistoryMessage',
  shapeByType({
    common: {
      ...echoCommon,
      history_context: optional(
        shape(
          {
            status: openText(
              ['DELIVERED', 'ERROR', 'PENDING', 'PLAYED', 'READ', 'SENT'],
              'What had become of the message.',
            ),
          },
          'How the message stood when the history was taken.',
        ),
      ),
    },
    typeMeans: 'What kind of message it is; the file of a media_placeholder follows in a webhook of its own.',
    parts: echoParts,
    bareTypes: bareMessageTypes,
    description: 'One earlier message, of the user or of the business.',
  }),
);

const thread = shape(
  {
    id: optional(text("The user's number as digits; absent when Meta may not share it.")),
    context: optional(
      shape(
        {
          wa_id: optional(text("The user's number as digits.")),
          user_id: optional(userId),
          parent_user_id: optional(parentUserId),
          username: optional(username),
        },
        'The user that the chat is with; sent since 2026.',
      ),
    ),
    messages: list(historyMessage, 'The messages of the chat.'),
  },
  'One chat.',
);

const historyChunk = shape(
  {
    metadata: optional(
      shape(
        {
          phase: whole('0: the last day, 1: days 1 to 90, 2: days 90 to 180.'),
          chunk_order: whole('Number of this part, from 1; parts may come out of order.'),
          progress: whole('How much has been sent, in percent.'),
        },
        'Where this part stands in the whole.',
      ),
    ),
    threads: optional(list(thread, 'The chats of this part.')),
    errors: optional(list(error, 'Why there is no history; 2593109 where the business does not share it.')),
  },
  'One part of the history.',
);

const historyValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    history: optional(list(historyChunk, 'Parts of the history; one webhook can hold thousands of messages.')),
    messages: optional(list(historyMessage, 'Files of earlier messages from users, which follow the placeholders.')),
    message_echoes: optional(list(historyMessage, 'Files of earlier messages from the business.')),
    errors: optional(valueErrors),
  },
  'Chats from before the number was connected.',
);

export const historyFields = {
  history: {
    title: 'Chats from before a WhatsApp Business app number was connected',
    status: 'live',
    source: 'history webhook reference, 2025-10-22; business-scoped user IDs page, 2026',
    level: 'messages',
    value: historyValue,
  },
} satisfies Record<string, FieldSchema>;
