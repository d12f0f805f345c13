import { list, named, openText, optional, shape, text } from './field.ts';

const kindOfAddress = optional(text('What the sender filed it as, such as HOME or WORK.'));

const contactCard = named(
  'ContactCard',
  shape(
    {
      name: optional(
        shape(
          {
            formatted_name: optional(text('The whole name.')),
            first_name: optional(text('First name.')),
            last_name: optional(text('Last name.')),
            middle_name: optional(text('Middle name.')),
            prefix: optional(text('What stands before the name, such as Dr.')),
            suffix: optional(text('What stands behind the name, such as Jr.')),
          },
          'Name on the card.',
        ),
      ),
      phones: optional(
        list(
          shape(
            {
              phone: optional(text('The number as the sender has it.')),
              wa_id: optional(text('The WhatsApp number as digits, if the number is on WhatsApp.')),
              type: kindOfAddress,
            },
            'One number.',
          ),
          'Numbers on the card.',
        ),
      ),
      emails: optional(
        list(
          shape({ email: optional(text('The address.')), type: kindOfAddress }, 'One address.'),
          'E-mail addresses.',
        ),
      ),
      addresses: optional(
        list(
          shape(
            {
              street: optional(text('Street and house number.')),
              city: optional(text('City.')),
              state: optional(text('State or province.')),
              zip: optional(text('Postal code.')),
              country: optional(text('Country.')),
              country_code: optional(text('Country as two letters.')),
              type: kindOfAddress,
            },
            'One address.',
          ),
          'Postal addresses.',
        ),
      ),
      org: optional(
        shape(
          {
            company: optional(text('Company.')),
            department: optional(text('Department.')),
            title: optional(text('What the person does there.')),
          },
          'Where the person works.',
        ),
      ),
      urls: optional(
        list(shape({ url: optional(text('The address.')), type: kindOfAddress }, 'One site.'), 'Web sites.'),
      ),
      birthday: optional(text('Birthday as YYYY-MM-DD.')),
      vcard: optional(text('The whole card as vCard text; sent since 2026.')),
      origin: optional(
        openText(['contact_request', 'other'], 'Whether the business had asked for this card; sent since 2026.'),
      ),
    },
    'One card.',
  ),
);

export const contactCards = list(contactCard, 'Cards out of the address book of the sender.');
