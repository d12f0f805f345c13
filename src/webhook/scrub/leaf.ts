import { valueIn } from '../json-view.ts';
import { KNOWN_VALUES } from '../schema/field.ts';
import type { Substitutes } from './substitutes.ts';
import { holdsName, scrubDigits, scrubKnown, scrubName, scrubSdp, scrubSystem, scrubText, scrubUrl } from './text.ts';
import { type At, START, walk } from './walk.ts';

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

/** Where the schema or the key says that a word is one of a few, it is nobody's; without a schema only what a program may write. */
function isConstant(text: string, { key, schema }: At): boolean {
  if (PHONE.test(text)) return false;
  return Array.isArray(valueIn(schema, KNOWN_VALUES))
    ? CONSTANT.test(text)
    : WORD_KEY.test(key) && BARE_WORD.test(text);
}

/** `read`, `PARTNER_ADDED`, `en_US`, `131047`: a person writes a name with one capital letter, and more than one word. */
const BARE_WORD = /^(?:[a-z\d_./+-]{1,60}|[A-Z\d_./+-]{1,60}|[a-z]{2,3}_[A-Z]{2})$/;

/** Of what is not among the few words that are known, only those that a program may have written. */
function scrubConstant(text: string, { key, schema }: At, substitutes: Substitutes): string {
  const known = valueIn(schema, KNOWN_VALUES);
  const isKnown = Array.isArray(known) && known.includes(text);
  const isBare = BARE_WORD.test(text) && (/^(?:object|field|type)$/.test(key) || !holdsName(text, substitutes));
  return isKnown || isBare ? text : scrubKnown(text, substitutes);
}

/** Names of properties are Meta's or a program's, unless somebody used a name or a number for one. */
export function scrubKey(key: string, substitutes: Substitutes): string {
  const isPlain = key.length <= 80 && /^[A-Za-z_$][\w$.:-]*$/.test(key) && !/\d{5,}/.test(key);
  if (!isPlain) return MESSAGE_ID.test(key) ? substitutes.messageId(key) : scrubText(key, substitutes);
  return holdsName(key, substitutes) && !/^[a-z_]+$/.test(key) ? scrubKnown(key, substitutes) : key;
}

function isName({ key, parentKey }: At): boolean {
  return NAME_KEY.test(key) && parentKey !== 'nfm_reply';
}

/** Learns a name or a number where its key says that it is one. */
export function meetLeaf(text: unknown, at: At, substitutes: Substitutes): void {
  if (typeof text !== 'string') return;
  if (PHONE_KEY.test(at.key) && isPhone(text)) substitutes.phone(text);
  else if (isName(at) && !isConstant(text, at)) scrubName(text, substitutes);
}

function isPhone(text: string): boolean {
  const { length } = text.replace(/\D/g, '');
  return PHONE.test(text) && length >= 7 && length <= 15;
}

/** What stands for a value in this place. */
export function scrubLeaf(leaf: unknown, at: At, substitutes: Substitutes): unknown {
  if (typeof leaf === 'number') return scrubNumber(leaf, at, substitutes);
  return typeof leaf === 'string' ? scrubString(leaf, at, substitutes) : leaf;
}

/** Where a person stands; the place of our own fixtures, with as many decimals. */
const LATITUDE = 52.520_008;
const LONGITUDE = 13.404_954;
const PLACES: ReadonlyMap<string, number> = new Map([
  ['latitude', LATITUDE],
  ['lat', LATITUDE],
  ['longitude', LONGITUDE],
  ['lng', LONGITUDE],
  ['lon', LONGITUDE],
]);

function scrubNumber(number: number, { key }: At, substitutes: Substitutes): number {
  const place = PLACES.get(key.toLowerCase());
  if (place !== undefined) {
    const decimals = /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0;
    return Number(place.toFixed(Math.min(decimals, 6)));
  }
  const size = Math.abs(number);
  if (size < 1e6 || (MOMENT_KEY.test(key) && isMoment(String(size)))) return number;
  // Beyond 2^53 JSON's numbers have lost their last digits already; what is left of them goes too.
  const digits = substitutes.digits(String(Math.trunc(Math.min(size, 1e20))).replace(/\D/g, ''));
  return Math.sign(number) * Number(digits);
}

/** Seconds or milliseconds since 1970, a date, a time of day. */
function isMoment(text: string): boolean {
  return /^(?:\d{1,4}|1\d{9}|1\d{12}|[\d:]*[:-][\d:-]*)$/.test(text) && text.length <= 20;
}

function scrubString(text: string, at: At, substitutes: Substitutes): string {
  if (text === '' || (MOMENT_KEY.test(at.key) && isMoment(text))) return text;
  if (MESSAGE_ID.test(text)) return substitutes.messageId(text);
  if (PHONE_KEY.test(at.key) && isPhone(text)) return substitutes.phone(text);
  if (DIGITS.test(text)) return substitutes.digits(text);

  const bsuid = BSUID.exec(text);
  if (bsuid !== null) {
    const [, country = '', number = ''] = bsuid;
    return country + (DIGITS.test(number) ? substitutes.digits(number) : substitutes.token(number));
  }
  if (isConstant(text, at)) return scrubConstant(text, at, substitutes);
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
  if (at.parentKey === 'system') return scrubSystem(text, substitutes);
  if (at.isInErrors) return scrubKnown(text, substitutes);

  const inner = innerJson(text);
  if (inner !== undefined)
    return JSON.stringify(
      walk(inner, START, {
        leaf: (leaf, place) => scrubLeaf(leaf, place, substitutes),
        key: (key) => scrubKey(key, substitutes),
      }),
    );
  const isPrograms = PROGRAM_WORD.test(text) && !PERSONS_KEY.test(at.key) && !holdsName(text, substitutes);
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
