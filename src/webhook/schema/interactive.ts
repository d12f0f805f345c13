import { anyObject, flag, named, numeric, openText, optional, shape, text } from './field.ts';
import { shapeByType } from './shape-by-type.ts';

const choiceId = text('The id that the business gave to this choice.');
const choiceTitle = text('The words on the choice.');

/** The answers to interactive messages, by `interactive.type`. Add a type here. */
const interactiveParts = {
  button_reply: shape({ id: choiceId, title: choiceTitle }, 'The button that the user tapped.'),
  list_reply: shape(
    { id: choiceId, title: choiceTitle, description: optional(text('The smaller words below the choice.')) },
    'The row that the user chose from a list.',
  ),
  nfm_reply: shape(
    {
      name: optional(openText(['flow', 'address_message'], 'What was filled in: a flow, or an address form (India).')),
      body: optional(text('What the chat shows: Sent, for flows.')),
      response_json: text('The answers as JSON inside a text: it needs a second parse.'),
    },
    'The answers that the user gave in a flow or in an address form.',
  ),
  call_permission_reply: shape(
    {
      response: openText(['accept', 'reject'], 'Whether the business may call the user.'),
      is_permanent: optional(flag('Whether the permission has no end.')),
      expiration_timestamp: optional(numeric('Until when the permission holds, in Unix seconds.')),
      response_source: optional(
        openText(['user_action', 'automatic'], 'Whether the user answered, or WhatsApp did after a call.'),
      ),
    },
    'The answer to the question whether the business may call.',
  ),
  // Named by Meta's page of 2026-08-03; what stands in it could not be read.
  product: anyObject('A product of the catalog; Meta names this type without its properties.'),
};

export const interactive = named(
  'Interactive',
  shapeByType({
    common: {},
    typeMeans: 'Which kind of answer it is; the property of this name holds it.',
    parts: interactiveParts,
    bareTypes: [],
    description: 'What the user answered to buttons, a list, a flow or a call request.',
  }),
);
