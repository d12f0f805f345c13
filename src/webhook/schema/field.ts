import {
  Array as ArrayOf,
  Boolean as BooleanOf,
  Integer,
  Number as NumberOf,
  Object as ObjectOf,
  String as StringOf,
  type TArray,
  type TObject,
  type TProperties,
  type TSchema,
  type TUnsafe,
  Unsafe,
} from 'typebox';

export { Optional as optional, type Static, type TSchema } from 'typebox';

/** What is known of one webhook field. */
export interface FieldSchema {
  /** What the field is about, in plain words. */
  readonly title: string;
  /** Whether Meta sends it today; `doubtful` means named by Meta without a payload, or named by one source only. */
  readonly status: 'live' | 'doubtful' | 'gone';
  /** Meta's page and the day of its text, or who has seen it. */
  readonly source: string;
  /** `messages`: the value names product and number, the entry has no time. `account`: the other way round. */
  readonly level: 'messages' | 'account';
  readonly value: TSchema;
}

/** One of the values that Meta documents, or one that it will add next month. */
export type OpenText<Known extends string> = Known | (string & {});

/** Names of our own keywords in the JSON Schema; a validator passes over them. */
export const KNOWN_VALUES = 'x-known-values';
export const NAMES_SHAPE = 'x-names-shape';

export function text(description: string): ReturnType<typeof StringOf> {
  return StringOf({ description });
}

/** A text with known values. Others are no error: they are kept and told. */
export function openText<const Known extends string>(
  known: readonly Known[],
  description: string,
): TUnsafe<OpenText<Known>> {
  return Unsafe({ type: 'string', description, [KNOWN_VALUES]: known });
}

/** An open text that says which shape the object around it has: the `type` of a message, the `event` of an account. */
export function openType<const Known extends string>(
  known: readonly Known[],
  description: string,
): TUnsafe<OpenText<Known>> {
  return Unsafe({ type: 'string', description, [KNOWN_VALUES]: known, [NAMES_SHAPE]: true });
}

/** Like `openText`, where Meta also sends `null`. */
export function openTextOrNull<const Known extends string>(
  known: readonly Known[],
  description: string,
): TUnsafe<OpenText<Known> | null> {
  return Unsafe({ type: ['string', 'null'], description, [KNOWN_VALUES]: known });
}

export function whole(description: string): ReturnType<typeof Integer> {
  return Integer({ description });
}

export function number(description: string): ReturnType<typeof NumberOf> {
  return NumberOf({ description });
}

/** Where Meta sends a number in one place and the same as text in another. */
export function numeric(description: string): TUnsafe<string | number> {
  return Unsafe({ type: ['string', 'number'], description });
}

export function flag(description: string): ReturnType<typeof BooleanOf> {
  return BooleanOf({ description });
}

export function list<Member extends TSchema>(member: Member, description: string): TArray<Member> {
  return ArrayOf(member, { description });
}

/** An object with known properties. Others are no error: they are kept and told. */
export function shape<Properties extends TProperties>(
  properties: Properties,
  description: string,
): TObject<Properties> {
  return ObjectOf(properties, { description });
}

/** An object whose inside is nobody's business: it is not looked into. */
export function anyObject(description: string): TUnsafe<Readonly<Record<string, unknown>>> {
  return Unsafe({ type: 'object', description });
}

/** Gives a shape a name, under which a printed JSON Schema says it once. */
export function named<Schema extends TSchema>(title: string, schema: Schema): Schema {
  return { ...schema, title };
}
