import { accountFields } from './account.ts';
import { accountUpdateFields } from './account-update.ts';
import { callsFields } from './calls.ts';
import { coexistenceFields } from './coexistence.ts';
import { commerceFields } from './commerce.ts';
import type { FieldSchema, Static } from './field.ts';
import { flowsFields } from './flows.ts';
import { groupsFields } from './groups.ts';
import { handoverFields } from './handover.ts';
import { historyFields } from './history.ts';
import type { message } from './messages.ts';
import { messagesFields } from './messages-field.ts';
import { phoneNumberFields } from './phone-number.ts';
import { templateFields } from './templates.ts';

export type { FieldSchema } from './field.ts';

/** THE LIST: every field of a webhook. Types, checks, the JSON Schema and what `explain` says follow from an entry here. */
export const fieldSchemas = {
  ...messagesFields,
  ...callsFields,
  ...groupsFields,
  ...historyFields,
  ...coexistenceFields,
  ...handoverFields,
  ...commerceFields,
  ...accountFields,
  ...accountUpdateFields,
  ...phoneNumberFields,
  ...templateFields,
  ...flowsFields,
} satisfies Record<string, FieldSchema>;

export type FieldName = keyof typeof fieldSchemas;

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fieldSchemas, name);
}

/** In the order of the alphabet. */
export const fieldNames: readonly FieldName[] = Object.keys(fieldSchemas).filter(isFieldName).sort();

/** What is known of a field, if anything is. */
export function fieldSchemaOf(field: string): FieldSchema | undefined {
  return isFieldName(field) ? fieldSchemas[field] : undefined;
}

/** What stands under `value` with this field. */
export type ValueOf<Field extends FieldName> = Static<(typeof fieldSchemas)[Field]['value']>;

/** A message of any known type. A type that is not known may come at any time: give a `switch` over it a default. */
export type Message = Static<typeof message>;
export type MessageType = Message['type'];
export type MessageOf<Type extends MessageType> = Extract<Message, { readonly type: Type }>;
export type TextMessage = MessageOf<'text'>;
