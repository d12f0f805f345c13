import { parentUserId, userId } from './envelope.ts';
import { anyObject, named, optional, text } from './field.ts';
import { bareMessageTypes, messageCommon, messageParts } from './messages.ts';
import { shapeByType } from './shape-by-type.ts';

export const echoCommon = {
  ...messageCommon,
  to: optional(text("The user's number as digits; only on what the business sent.")),
  to_user_id: optional(userId),
  to_parent_user_id: optional(parentUserId),
};

/** What a business sends has types that no user sends. */
export const echoParts = {
  ...messageParts,
  template: anyObject('The template as the business sent it.'),
};

export const messageEcho = named(
  'MessageEcho',
  shapeByType({
    common: echoCommon,
    typeMeans: 'What kind of message it is; revoke and edit are about an earlier one.',
    parts: echoParts,
    bareTypes: bareMessageTypes,
    description: 'One message that the business sent by another way than this app.',
  }),
);
