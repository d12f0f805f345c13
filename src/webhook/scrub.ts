import { isObject, type JsonObject, valueIn } from './json-view.ts';
import { KNOWN_VALUES } from './schema/field.ts';
import { fieldSchemaOf } from './schema/index.ts';
import { createSubstitutes, type Substitutes } from './scrub/substitutes.ts';
import { scrubDigits, scrubKnown, scrubName, scrubSdp, scrubText, scrubUrl } from './scrub/text.ts';

export interface Scrubbed {
  readonly value: unknown;
  /** How many different numbers, ids, words and links were replaced. */
  readonly replaced: number;
}

/**
 * The same payload without the people in it: numbers, names, ids, texts, links and places are replaced, the same by the
 * same, in their length and shape. Types, statuses, codes and times stay. The same payload always gives the same result.
 */
export function scrub(payload: unknown): Scrubbed {
  const substitutes = createSubstitutes();
  // First the names and numbers, so that they are known wherever else they turn up.
  walk(payload, START, (leaf, at) => {
    if (typeof leaf === 'string') meet(leaf, at, substitutes);
    return leaf;
  });
  const value = walk(payload, START, (leaf, at) => scrubLeaf(leaf, at, substitutes));
  return { value, replaced: substitutes.count() };
}

interface At {
  readonly key: string;
  readonly parentKey: string;
  /** Inside `errors[]`, where the words are Meta's. */
  readonly isInErrors: boolean;
  /** What is known of this place. */
  readonly schema: JsonObject;
}

const START: At = { key: '', parentKey: '', isInErrors: false, schema: {} };

function walk(value: unknown, at: At, change: (leaf: unknown, at: At) => unknown): unknown {
  if (Array.isArray(value)) {
    const schema = objectOr(valueIn(at.schema, 'items'));
    return value.map((member) => walk(member, { ...at, schema }, change));
  }
  if (!isObject(value)) return change(value, at);

  const properties = objectOr(valueIn(at.schema, 'properties'));
  const field = valueIn(value, 'field');
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const isValue = key === 'value' && typeof field === 'string';
      const schema = isValue ? { ...fieldSchemaOf(field)?.value } : objectOr(valueIn(properties, key));
      const isInErrors = at.isInErrors || key === 'errors';
      return [key, walk(child, { key, parentKey: at.key, isInErrors, schema }, change)];
    }),
  );
}

function objectOr(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

const PHONE_KEY =
  /^(?:from|to|wa_id|new_wa_id|recipient_id|input|phone|(?:display_)?phone_number|recipient_participant_id|participant_recipient_id)$/;
const NAME_KEY = /^(?:name|(?:formatted|first|middle|last|full)_name|username|nickname)$/;
const MOMENT_KEY = /(?:^|_)(?:time|timestamp|expiration|date|month)$/;
const TOKEN_KEY = /(?:^|_)(?:hash|sha256|token|clid|click_id|callback_data|fingerprint|secret)$/;
const ID_KEY = /(?:^|_)id$/;
/** Keys that hold one of few words in every field, for fields whose schema nobody knows. */
const WORD_KEY =
  /(?:^|_)(?:object|field|type|status|event|action|category|model|direction|decision|severity|role|tier|score|language|currency|code|emoji|product|visibility|reason|event_name)$/;
const CONSTANT = /^[\p{L}\d_.:;=/+ -]{0,60}$/u;
/** `PARTNER_ADDED`, `invite_link`: programs write so, and persons hardly. */
const PROGRAM_WORD = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]+(?:_[a-z]+)+)$/;
const BSUID = /^([A-Z]{2}\.(?:ENT\.)?)([A-Za-z0-9]{6,})$/;
const MESSAGE_ID = /^(?:wamid|wacid|gid)\..+/s;
const DIGITS = /^\d{5,}$/;
const PHONE = /^\+?[\d ().-]{7,24}$/;

/** Where the schema or the key says that a word is one of a few, it is nobody's. */
function isConstant(text: string, { key, schema }: At): boolean {
  const isEnumerated = Array.isArray(valueIn(schema, KNOWN_VALUES)) || WORD_KEY.test(key);
  return isEnumerated && CONSTANT.test(text) && !PHONE.test(text);
}

function isName({ key, parentKey }: At): boolean {
  return NAME_KEY.test(key) && parentKey !== 'nfm_reply';
}

function meet(text: string, at: At, substitutes: Substitutes): void {
  if (PHONE_KEY.test(at.key) && isPhone(text)) substitutes.phone(text);
  else if (isName(at) && !isConstant(text, at)) scrubName(text, substitutes);
}

function isPhone(text: string): boolean {
  const { length } = text.replace(/\D/g, '');
  return PHONE.test(text) && length >= 7 && length <= 15;
}

function scrubLeaf(leaf: unknown, at: At, substitutes: Substitutes): unknown {
  if (typeof leaf === 'number') return scrubNumber(leaf, at, substitutes);
  return typeof leaf === 'string' ? scrubString(leaf, at, substitutes) : leaf;
}

/** Where a person stands; the place of our own fixtures, with as many decimals. */
const PLACE = { latitude: 52.520_008, longitude: 13.404_954 } as const;

function scrubNumber(number: number, { key }: At, substitutes: Substitutes): number {
  if (key === 'latitude' || key === 'longitude') {
    const decimals = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
    return Number(PLACE[key].toFixed(Math.min(decimals, 6)));
  }
  const isNumberOfSomebody = Number.isSafeInteger(number) && number >= 1e6 && !MOMENT_KEY.test(key);
  return isNumberOfSomebody ? Number(substitutes.digits(String(number))) : number;
}

function scrubString(text: string, at: At, substitutes: Substitutes): string {
  if (text === '' || (MOMENT_KEY.test(at.key) && /^[\d:-]*$/.test(text))) return text;
  if (MESSAGE_ID.test(text)) return substitutes.messageId(text);
  if (PHONE_KEY.test(at.key) && isPhone(text)) return substitutes.phone(text);
  if (DIGITS.test(text)) return substitutes.digits(text);

  const bsuid = BSUID.exec(text);
  if (bsuid !== null) {
    const [, country = '', number = ''] = bsuid;
    return country + (DIGITS.test(number) ? substitutes.digits(number) : substitutes.token(number));
  }
  if (isConstant(text, at)) return text;
  // What Meta writes there for every finished flow.
  if (at.parentKey === 'nfm_reply' && text === 'Sent') return text;
  if (isName(at)) return scrubName(text, substitutes);
  if (TOKEN_KEY.test(at.key) || (ID_KEY.test(at.key) && !text.includes(' '))) return scrubToken(text, substitutes);
  return scrubWords(text, at, substitutes);
}

function scrubToken(text: string, substitutes: Substitutes): string {
  return text.length < 5 ? text : substitutes.token(text);
}

function scrubWords(text: string, at: At, substitutes: Substitutes): string {
  if (/^https?:\/\/\S+$/i.test(text)) return scrubUrl(text, substitutes);
  if (PHONE.test(text)) return scrubDigits(text, substitutes);
  if (at.key === 'sdp') return scrubSdp(text, substitutes);
  if (at.isInErrors || at.parentKey === 'system') return scrubKnown(text, substitutes);

  const inner = innerJson(text);
  if (inner !== undefined)
    return JSON.stringify(walk(inner, START, (leaf, place) => scrubLeaf(leaf, place, substitutes)));
  const isPrograms = PROGRAM_WORD.test(text) && !PERSONS_KEY.test(at.key);
  return isPrograms || at.key === 'mime_type' ? text : scrubText(text, substitutes);
}

/** Where persons write, even what looks like a program's word is theirs. */
const PERSONS_KEY = /^(?:body|text|caption|address|street|city|filename|title|description|subject)$/;

/** `response_json` and whatever else is JSON inside a text. */
function innerJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
