import type { TProperties, TSchema, TUnsafe } from 'typebox';
import { Unsafe } from 'typebox';
import { isObject, type JsonObject, objectIn, textIn, valueIn } from '../json-view.ts';
import { openType, optional, type Static, shape } from './field.ts';

type Parts = Readonly<Record<string, TSchema>>;

/** One member for each type: what all have, the type, and the part that is named like it. */
export type ByType<Common, All extends Parts, Bare extends string = never> =
  | { [Type in keyof All & string]: Common & { type: Type } & { [Part in Type]: Static<All[Type]> } }[keyof All &
      string]
  | { [Type in Bare]: Common & { type: Type } }[Bare];

interface ShapeByType<Common extends TProperties, All extends Parts, Bare extends string> {
  readonly common: Common;
  readonly typeMeans: string;
  readonly parts: All;
  /** Types that come without a part of their own. */
  readonly bareTypes: readonly Bare[];
  readonly description: string;
}

/**
 * An object whose `type` names the property that holds the rest: an image message has `image`. One object with rules
 * instead of a choice of twenty, so that a type nobody knows yet is still checked in what it has in common.
 */
export function shapeByType<Common extends TProperties, All extends Parts, Bare extends string>({
  common,
  typeMeans,
  parts,
  bareTypes,
  description,
}: ShapeByType<Common, All, Bare>): TUnsafe<ByType<Static<ReturnType<typeof shape<Common>>>, All, Bare>> {
  const types = Object.keys(parts);
  const optionalParts = Object.fromEntries(Object.entries(parts).map(([type, part]) => [type, optional(part)]));
  return Unsafe({
    ...shape({ ...common, type: openType([...types, ...bareTypes], typeMeans), ...optionalParts }, description),
    allOf: types.map(partOf),
  });
}

function partOf(type: string): object {
  return {
    if: { properties: { type: { const: type } }, required: ['type'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
    then: { required: [type] },
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The types whose part must be there, by the rules of their schema. Copies of a schema share the rules. */
const typesByRules = new WeakMap<readonly unknown[], ReadonlySet<string>>();

/** The types that bring a part of their own, read from a schema that `shapeByType` made; none for any other. */
export function typesWithPart(schema: JsonObject): ReadonlySet<string> {
  const rules = valueIn(schema, 'allOf');
  if (!Array.isArray(rules)) return NONE;
  const known = typesByRules.get(rules);
  if (known !== undefined) return known;

  const types = rules
    .filter(isObject)
    .map((rule) => textIn(objectIn(objectIn(objectIn(rule, 'if'), 'properties'), 'type'), 'const'));
  const made = new Set(types.filter((type) => type !== undefined));
  typesByRules.set(rules, made);
  return made;
}
