import type { Substitutes } from './substitutes.ts';

/** Hosts of Meta's, which tell nothing about anybody, and those that nobody can own. */
const PUBLIC_HOST =
  /(?:^|\.)(?:facebook\.com|fbsbx\.com|fb\.me|fb\.com|whatsapp\.com|whatsapp\.net|wa\.me|instagram\.com|meta\.com|example|example\.(?:com|net|org)|test|invalid)$/i;

/** Those of them under which persons have pages and links of their own. */
const SOCIAL_HOST = /(?:^|\.)(?:(?:www|web|m)\.)?(?:facebook\.com|fb\.me|fb\.com|instagram\.com|wa\.me)$/i;
const META_PAGES = /^(?:developers|business|graph|lookaside)\./i;

const URL_SHAPE = /https?:\/\/[^\s"'<>]+/gi;
const MAIL_SHAPE = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi;
const PHONE_SHAPE = /\+?\d[\d ().-]{5,18}\d/g;

/** What a person wrote: every word, number, address becomes another one of the same length. */
export function scrubText(text: string, substitutes: Substitutes): string {
  return scrubBetween(text, substitutes, (rest) => rest.replace(LETTERS, substitutes.word));
}

/** What Meta wrote: its words stay, what it says about persons does not. */
export function scrubKnown(text: string, substitutes: Substitutes): string {
  const { isKnownWord, word } = substitutes;
  return scrubBetween(text, substitutes, (rest) =>
    rest.replace(LETTERS, (found) => (isKnownWord(found) ? word(found) : found)),
  );
}

/** What Meta says about a person ("User Ada changed from … to …"), whose name may be told nowhere else. */
export function scrubSystem(text: string, substitutes: Substitutes): string {
  return scrubBetween(text, substitutes, (rest) =>
    rest.replace(LETTERS, (found) => (SYSTEM_WORDS.test(found) ? found : substitutes.word(found))),
  );
}

const LETTERS = /[\p{L}\p{M}]+/gu;
const SYSTEM_WORDS =
  /^(?:user|customer|business|changed?|from|to|their|the|a|an|new|old|number|phone|identity|security|code|with|has|have|been|was|is|your|you|joined|left|group|and|of|for|on|in|by|whatsapp)$/i;

/** Is a part of somebody's name in it? */
export function holdsName(text: string, { isKnownWord }: Substitutes): boolean {
  return text.match(LETTERS)?.some(isKnownWord) ?? false;
}

/** A name that a person chose: digits in it too. */
export function scrubName(name: string, substitutes: Substitutes): string {
  return scrubOtherDigits(name.replace(LETTERS, substitutes.nameWord).replace(/\d+/g, substitutes.digits), substitutes);
}

/** The offer of a call: still one that can be read, without the addresses and keys of a device in it. */
export function scrubSdp(sdp: string, substitutes: Substitutes): string {
  return sdp.replace(/[^\r\n]+/g, (line) => {
    const [, start, secret] = /^(a=(?:ice-ufrag:|ice-pwd:|fingerprint:\S+ ))(.*)$/.exec(line) ?? [];
    if (start !== undefined && secret !== undefined) return start + substitutes.token(secret);
    return line
      .replace(IPV4, scrubAddress)
      .replace(IPV6, '2001:db8::1')
      .replace(/\d{7,}/g, substitutes.digits);
  });
}

const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const IPV6 = /\b(?:[\da-f]{1,4}:){2,7}(?::?[\da-f]{1,4})+\b/gi;

/** An address that is kept for documentation (RFC 5737); those that name no device stay. */
function scrubAddress(address: string): string {
  return address === '0.0.0.0' || address.startsWith('127.') ? address : '192.0.2.1';
}

/** Addresses and numbers first, each as a whole; the words between them as the caller wants. */
function scrubBetween(text: string, substitutes: Substitutes, scrubRest: (rest: string) => string): string {
  const shapes: readonly (readonly [RegExp, (found: string) => string])[] = [
    [URL_SHAPE, (url) => scrubUrl(url, substitutes)],
    [MAIL_SHAPE, (address) => scrubMail(address, substitutes)],
    [PHONE_SHAPE, (phone) => scrubDigits(phone, substitutes)],
    [/\d{4,}/g, substitutes.digits],
    [OTHER_DIGITS, (run) => scrubOtherDigits(run, substitutes)],
  ];
  return splitBy(text, shapes, scrubRest);
}

/** Digits of Arabic, Devanagari, full width and so on, which `\d` does not know. */
const OTHER_DIGITS = /(?:(?!\d)\p{Nd})+/gu;

/** The same number in other digits is the same number. */
function scrubOtherDigits(text: string, substitutes: Substitutes): string {
  return text.replace(OTHER_DIGITS, (run) => {
    const zeros = [...run].map(zeroOf);
    const plain = [...run].map((digit, index) => (digit.codePointAt(0) ?? 0) - (zeros[index] ?? 0)).join('');
    return [...substitutes.digits(plain)]
      .map((digit, index) => String.fromCodePoint((zeros[index] ?? 0x30) + Number(digit)))
      .join('');
  });
}

/** Digits stand in rows of ten, from 0 on. */
function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return zero;
}

function splitBy(
  text: string,
  [first, ...others]: readonly (readonly [RegExp, (found: string) => string])[],
  scrubRest: (rest: string) => string,
): string {
  if (first === undefined) return scrubRest(text);
  const [shape, scrubFound] = first;
  let scrubbed = '';
  let end = 0;
  for (const found of text.matchAll(shape)) {
    scrubbed += splitBy(text.slice(end, found.index), others, scrubRest) + scrubFound(found[0]);
    end = found.index + found[0].length;
  }
  return scrubbed + splitBy(text.slice(end), others, scrubRest);
}

export function scrubUrl(url: string, substitutes: Substitutes): string {
  const [, scheme = '', host = '', port = '', path = '', query = ''] =
    /^(https?:\/\/)([^/?#:]*)(:\d+)?([^?#]*)(.*)$/is.exec(url) ?? [];
  const isPublic = PUBLIC_HOST.test(host);
  const isTheirs = SOCIAL_HOST.test(host) && !META_PAGES.test(host);
  const newPath =
    isPublic && !isTheirs
      ? path.replace(/\d{5,}/g, substitutes.digits)
      : path.replace(LETTERS, substitutes.word).replace(/\d{3,}/g, substitutes.digits);
  return `${scheme}${isPublic ? host : substitutes.host(host)}${port}${newPath}${scrubQuery(query, substitutes)}`;
}

/** Names stay, values go; `ext` is the time at which a media link ends. */
function scrubQuery(query: string, substitutes: Substitutes): string {
  return query.replace(/([?&#])([^=&#]*)=([^&#]*)/g, (whole, sign: string, name: string, value: string) => {
    if (name === 'ext' || value.length < 5) return whole;
    if (/^[a-z]+$/.test(value) && !substitutes.isKnownWord(value)) return whole;
    return `${sign}${name}=${/^\d+$/.test(value) ? substitutes.digits(value) : substitutes.token(value)}`;
  });
}

function scrubMail(address: string, substitutes: Substitutes): string {
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  const person = address.slice(0, at).replace(LETTERS, substitutes.word).replace(/\d+/g, substitutes.digits);
  return `${person}@${PUBLIC_HOST.test(host) ? host : substitutes.host(host)}`;
}

/** `+1 555-010-0300` as well as `15550100300`; a date looks much the same, and is replaced too. */
export function scrubDigits(text: string, substitutes: Substitutes): string {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7) return text;
  if (digits === text) return substitutes.digits(text);
  return substitutes.phone(text);
}
