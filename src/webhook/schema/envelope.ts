import { anyObject, list, named, numeric, optional, shape, text, whole } from './field.ts';

/** What `object` says on every webhook of WhatsApp. */
export const WHATSAPP_OBJECT = 'whatsapp_business_account';

export const changeSchema = shape(
  {
    field: text('Which kind of webhook this is: the name that is subscribed to in the App Dashboard.'),
    value: anyObject('What happened; its shape depends on the field.'),
  },
  'One thing that changed.',
);

export const entrySchema = shape(
  {
    id: text(
      'Id of the WhatsApp Business Account; of the business portfolio where partners are told, and 0 in dashboard tests.',
    ),
    time: optional(
      numeric('When it happened, in Unix seconds; only with fields about accounts, templates and numbers.'),
    ),
    changes: list(changeSchema, 'What changed in this account; mostly one thing.'),
  },
  'What one account has to tell.',
);

export const webhookSchema = shape(
  {
    object: text(`Which product sends: always ${WHATSAPP_OBJECT}.`),
    entry: list(entrySchema, 'One part for each account; mostly one.'),
  },
  'A webhook body as Meta posts it.',
);

export const messagingProduct = text('Always whatsapp.');

export const metadata = named(
  'Metadata',
  shape(
    {
      display_phone_number: text("The business's own number as digits, without a plus sign."),
      phone_number_id: text("Id of the business's number; requests to the Graph API are addressed with it."),
    },
    "The business's number that this is about.",
  ),
);

export const userId = text("The user's business-scoped id (BSUID): stays the same until the user changes the number.");

export const parentUserId = text(
  "The user's id across linked business portfolios; only sent when portfolios are linked.",
);

export const username = text('The username that the user has chosen; only sent if there is one.');

const contact = named(
  'Contact',
  shape(
    {
      profile: optional(
        shape(
          {
            name: optional(text('The name that the user has set in WhatsApp.')),
            username: optional(username),
          },
          'What the user shows of themselves.',
        ),
      ),
      wa_id: optional(text("The user's WhatsApp number as digits; absent when Meta may not share it.")),
      user_id: optional(userId),
      parent_user_id: optional(parentUserId),
      identity_key_hash: optional(
        text("Fingerprint of the user's identity key; only when the identity change check is on for the number."),
      ),
    },
    'One user.',
  ),
);

export const contacts = list(contact, 'The users that this webhook speaks of.');

export const error = named(
  'Error',
  shape(
    {
      code: whole("Meta's error code; build on this one and not on the words."),
      title: optional(text('Short name of the error.')),
      message: optional(text('Mostly the same words as the title.')),
      error_data: optional(
        shape({ details: optional(text('What went wrong in this case.')) }, 'More about the error.'),
      ),
      details: optional(text('What went wrong, where older payloads have it; today it stands in error_data.')),
      href: optional(text('Where Meta explains the error: a whole URL, or only a path.')),
    },
    'One error.',
  ),
);

export const valueErrors = list(error, 'Errors of the account, the app or the number, without a message to blame.');
