import { contactCards } from './contact-card.ts';
import { error } from './envelope.ts';
import { anyObject, flag, list, named, openText, optional, shape, text } from './field.ts';
import { interactive } from './interactive.ts';
import { audio, document, image, sticker, video } from './media.ts';
import { button, location, order, reaction, revoke, system, textContent, unsupported } from './message-content.ts';
import { shapeByType } from './shape-by-type.ts';

const context = named(
  'Context',
  shape(
    {
      from: optional(text('Who wrote the message that is answered; mostly the business itself.')),
      id: optional(text('Id of the message that is answered.')),
      forwarded: optional(flag('True when forwarded, up to five times.')),
      frequently_forwarded: optional(flag('True when forwarded more than five times.')),
      referred_product: optional(
        shape(
          {
            catalog_id: text('Id of the catalog.'),
            product_retailer_id: text("The shop's own id of the product."),
          },
          'The product that the user asks about.',
        ),
      ),
    },
    'What the message refers to: an earlier message, a product, or that it was forwarded.',
  ),
);

const referral = named(
  'Referral',
  shape(
    {
      source_url: optional(text('Address of the ad or post.')),
      source_id: optional(text('Id of the ad or post.')),
      source_type: optional(openText(['ad', 'post'], 'What brought the user here.')),
      body: optional(text('Text of the ad.')),
      headline: optional(text('Headline of the ad.')),
      media_type: optional(openText(['image', 'video'], 'What the ad shows.')),
      image_url: optional(text('Address of its picture.')),
      video_url: optional(text('Address of its video.')),
      thumbnail_url: optional(text("Address of the video's preview.")),
      ctwa_clid: optional(text('Id of the click; absent for ads in WhatsApp Status.')),
      welcome_message: optional(
        shape({ text: optional(text('The words.')) }, 'The greeting that the ad opened the chat with.'),
      ),
      ref: optional(text('What the business put behind the ad, in welcome message sequences.')),
    },
    'The ad that the user came from; only on the first message.',
  ),
);

/** The contents that one message can have, by `type`. Add a type here. */
const plainParts = {
  text: textContent,
  image,
  video,
  audio,
  document,
  sticker,
  location,
  contacts: contactCards,
  interactive,
  button,
  reaction,
  order,
  system,
};

const editedMessage = shapeByType({
  common: { context: optional(context) },
  typeMeans: 'What kind of message it is now.',
  parts: plainParts,
  bareTypes: [],
  description: 'The message as it reads now.',
});

const edit = named(
  'Edit',
  shape(
    { original_message_id: text('Id of the message that was edited.'), message: editedMessage },
    'The sender edited a message; only on numbers shared with the WhatsApp Business app.',
  ),
);

/** Every message type that has a part of its own. */
export const messageParts = { ...plainParts, edit, revoke };

/** Types that come without a part, or may come without: `unsupported` had none before 2026. */
export const bareMessageTypes = [
  'unsupported',
  'unknown',
  'request_welcome',
  'ephemeral',
  'media_placeholder',
] as const;

export const messageCommon = {
  from: optional(text("The sender's number as digits; absent when Meta may not share it.")),
  from_user_id: optional(text("The sender's business-scoped id (BSUID).")),
  from_parent_user_id: optional(text("The sender's id across linked business portfolios.")),
  from_logical_id: optional(text('Another id of the sender, seen with template buttons and payments; not documented.')),
  group_id: optional(text('Id of the group that the message was written in.')),
  id: text('Id of the message; the one thing to tell a repeated delivery by.'),
  timestamp: text('When it was sent, in Unix seconds as text.'),
  context: optional(context),
  referral: optional(referral),
  errors: optional(list(error, 'Why the message cannot be handed on; only with type unsupported.')),
  unsupported: optional(unsupported),
  identity: optional(anyObject("The user's identity key, on older payloads; today it stands in the contact.")),
};

export const message = named(
  'Message',
  shapeByType({
    common: messageCommon,
    typeMeans: 'What kind of message it is; the property of this name holds the rest.',
    parts: messageParts,
    bareTypes: bareMessageTypes,
    description: 'One message from a user.',
  }),
);
