import { contacts, messagingProduct, metadata, parentUserId, userId, valueErrors } from './envelope.ts';
import { type FieldSchema, list, numeric, openText, optional, shape, text } from './field.ts';

const automaticEvent = shape(
  {
    id: text('Id of the message that Meta read it in.'),
    event_name: openText(
      ['LeadSubmitted', 'Purchase', 'lead_submitted', 'purchase'],
      'What Meta thinks happened; the sample of the App Dashboard is in lower case.',
    ),
    timestamp: numeric('When, in Unix seconds; a number here.'),
    ctwa_clid: optional(text('Id of the click on the ad; absent for ads in WhatsApp Status.')),
    custom_data: optional(
      shape(
        {
          currency: optional(text('Currency as three letters.')),
          value: optional(numeric('The price times 1,000.')),
        },
        'What was bought; only with purchases.',
      ),
    ),
  },
  'One thing that Meta read out of a chat.',
);

const automaticEventsValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    automatic_events: list(automaticEvent, 'What Meta read out of chats that an ad began.'),
    errors: optional(valueErrors),
  },
  'Leads and purchases that Meta read out of chats; not in the EU, the UK and Japan.',
);

const trackingEvent = shape(
  {
    event_name: text('What happened, such as sent.'),
    timestamp: numeric('When, in Unix seconds.'),
    tracking_data: optional(
      shape(
        {
          click_id: optional(text('Id of the click.')),
          tracking_token: optional(text('Token that links the click to the message.')),
        },
        'What it is tracked by.',
      ),
    ),
  },
  'One tracked event.',
);

const trackingEventsValue = shape(
  {
    messaging_product: optional(messagingProduct),
    metadata: optional(metadata),
    events: list(trackingEvent, 'What was tracked.'),
  },
  'Clicks on marketing messages.',
);

const preference = shape(
  {
    wa_id: optional(text("The user's number as digits; absent when Meta may not share it.")),
    user_id: optional(userId),
    parent_user_id: optional(parentUserId),
    detail: optional(text('The wish in English words.')),
    category: openText(['marketing_messages'], 'Which kind of message it is about.'),
    value: openText(['stop', 'resume', 'signup'], 'What the user wants.'),
    signup_id: optional(text('Id of the sign-up; only with signup.')),
    timestamp: numeric('When, in Unix seconds; a number here.'),
  },
  'What one user wants.',
);

const preferencesValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    user_preferences: list(preference, 'What users want.'),
    errors: optional(valueErrors),
  },
  'Whether users want marketing messages.',
);

const paymentConfigurationValue = shape(
  {
    configuration_name: text('The name that the business gave to it.'),
    provider_name: optional(openText(['billdesk', 'payu', 'razorpay', 'zaakpay'], 'The payment provider.')),
    provider_mid: optional(text("The business's own id at the provider.")),
    status: openText(['Active', 'Needs Connecting', 'Needs Testing'], 'How it stands; words with spaces.'),
    created_timestamp: optional(numeric('When it was made, in Unix seconds.')),
    updated_timestamp: optional(numeric('When it last changed, in Unix seconds.')),
  },
  'How the business takes payments; India and Brazil.',
);

const userIdUpdate = shape(
  {
    wa_id: optional(text("The user's number as digits; absent when Meta may not share it.")),
    detail: optional(text('The change in English words.')),
    user_id: optional(
      shape(
        { previous: optional(text('The BSUID before.')), current: optional(text('The BSUID now.')) },
        "The user's business-scoped ids.",
      ),
    ),
    parent_user_id: optional(
      shape(
        { previous: optional(text('The id before.')), current: optional(text('The id now.')) },
        "The user's ids across linked business portfolios.",
      ),
    ),
    timestamp: numeric('When, in Unix seconds.'),
  },
  'One user whose id changed.',
);

const userIdUpdateValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    user_id_update: list(userIdUpdate, 'Users whose id changed.'),
  },
  'Users whose id changed. Today a message of type system says so.',
);

export const commerceFields = {
  automatic_events: {
    title: 'Leads and purchases that Meta read out of chats',
    status: 'live',
    source: 'automatic_events webhook reference, 2025-11-05',
    level: 'messages',
    value: automaticEventsValue,
  },
  tracking_events: {
    title: 'Clicks on marketing messages',
    status: 'doubtful',
    source: 'sample of the App Dashboard, 2026-06; no page found',
    level: 'messages',
    value: trackingEventsValue,
  },
  user_preferences: {
    title: 'Whether users want marketing messages',
    status: 'live',
    source: 'user_preferences webhook reference, 2025-11-05; signup as pywa has seen it in 2026',
    level: 'messages',
    value: preferencesValue,
  },
  payment_configuration_update: {
    title: 'How a business takes payments',
    status: 'live',
    source: 'payment_configuration_update webhook reference, 2025-06-28',
    level: 'account',
    value: paymentConfigurationValue,
  },
  user_id_update: {
    title: 'Users whose id changed',
    status: 'gone',
    source: "business-scoped user IDs page, 2026-02; Meta's changelog of 2026-08-11 says that it is no field",
    level: 'messages',
    value: userIdUpdateValue,
  },
} satisfies Record<string, FieldSchema>;
