import { parentUserId, userId } from './envelope.ts';
import { list, named, number, numeric, openText, openType, optional, shape, text } from './field.ts';

export const textContent = named('Text', shape({ body: text('The words of the message.') }, 'What the user wrote.'));

export const location = named(
  'Location',
  shape(
    {
      latitude: number('Degrees north of the equator.'),
      longitude: number('Degrees east of Greenwich.'),
      name: optional(text('Name of the place.')),
      address: optional(text('Address of the place.')),
      url: optional(text('Web address of the place; mostly with businesses.')),
    },
    'A place.',
  ),
);

export const button = named(
  'Button',
  shape(
    {
      payload: optional(text('What the business put behind the button.')),
      text: text('The words on the button.'),
    },
    'The quick reply of a template that the user tapped.',
  ),
);

export const reaction = named(
  'Reaction',
  shape(
    {
      message_id: text('Id of the message that the user reacted to.'),
      emoji: optional(text('The emoji; absent when the reaction was taken back.')),
    },
    'A reaction to a message, or its removal.',
  ),
);

export const order = named(
  'Order',
  shape(
    {
      catalog_id: text('Id of the catalog that the products are from.'),
      text: optional(text('What the user wrote to the order; may be empty.')),
      product_items: list(
        shape(
          {
            product_retailer_id: text("The shop's own id of the product."),
            quantity: numeric('How many.'),
            item_price: numeric('Price of one; may have decimals.'),
            currency: text('Currency as three letters.'),
          },
          'One product.',
        ),
        'What was ordered.',
      ),
    },
    'A basket that the user sent from the catalog.',
  ),
);

export const system = named(
  'System',
  shape(
    {
      body: optional(text('What the chat shows.')),
      type: openType(
        ['user_changed_number', 'user_changed_user_id', 'customer_changed_number', 'customer_identity_changed'],
        'What changed about the user; the two customer_* are older.',
      ),
      wa_id: optional(text("The user's new number; absent when Meta may not share it.")),
      new_wa_id: optional(text("The user's new number, in older payloads.")),
      identity: optional(text('Fingerprint of the new identity key, in older payloads.')),
      customer: optional(text("The user's number before the change, in older payloads.")),
      user_id: optional(userId),
      parent_user_id: optional(parentUserId),
      previous_user_id: optional(text('The BSUID that the user had before.')),
      previous_parent_user_id: optional(text('The id across linked portfolios that the user had before.')),
    },
    'Something about the user changed. Such a webhook has no contacts.',
  ),
);

export const revoke = named(
  'Revoke',
  shape(
    { original_message_id: text('Id of the message that was deleted.') },
    'The sender deleted a message for everyone; only on numbers shared with the WhatsApp Business app.',
  ),
);

export const unsupported = named(
  'Unsupported',
  shape(
    {
      type: optional(
        openText(
          [
            ...['button', 'edit', 'errors', 'gif', 'group_invite', 'hsm', 'image', 'interactive', 'keep_in_chat'],
            ...[
              'link_preview',
              'list',
              'location',
              'media_placeholder',
              'order',
              'pin',
              'poll_creation',
              'poll_update',
            ],
            ...['product', 'reaction'],
          ],
          'What the user sent that the API does not hand on.',
        ),
      ),
    },
    'Something that the Cloud API cannot hand on; the errors beside it say why.',
  ),
);
