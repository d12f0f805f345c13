import type { Substitutes } from './substitutes.ts';

/** Hosts of Meta's, which tell nothing about anybody, and those that nobody can own. */
const PUBLIC_HOST =
  /(?:^|\.)(?:facebook\.com|fbsbx\.com|fb\.me|fb\.com|whatsapp\.com|whatsapp\.net|wa\.me|instagram\.com|meta\.com|example|example\.(?:com|net|org)|test|invalid)$/i;

const URL_SHAPE = /https?:\/\/[^\s"'<>]+/gi;
const MAIL_SHAPE = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi;
const PHONE_SHAPE = /\+?\d[\d ().-]{5,18}\d/g;

/** What a person wrote: every word, number, address becomes another one of the same length. */
export function scrubText(text: string, substitutes: Substitutes): string {
  return scrubBetween(text, substitutes, (rest) => rest.replace(/[\p{L}\p{M}]+/gu, substitutes.word));
}

/** What Meta wrote: its words stay, what it says about persons does not. */
export function scrubKnown(text: string, substitutes: Substitutes): string {
  const { isKnownWord, word } = substitutes;
  return scrubBetween(text, substitutes, (rest) =>
    rest.replace(/[\p{L}\p{M}]+/gu, (found) => (isKnownWord(found) ? word(found) : found)),
  );
}

/** A name that a person chose: digits in it too. */
export function scrubName(name: string, substitutes: Substitutes): string {
  return name.replace(/[\p{L}\p{M}]+/gu, substitutes.word).replace(/\d+/g, substitutes.digits);
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
  ];
  return splitBy(text, shapes, scrubRest);
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
  const newPath = isPublic
    ? path.replace(/\d{5,}/g, substitutes.digits)
    : path.replace(/[\p{L}\p{M}]+/gu, substitutes.word).replace(/\d{3,}/g, substitutes.digits);
  return `${scheme}${isPublic ? host : substitutes.host(host)}${port}${newPath}${scrubQuery(query, substitutes)}`;
}

/** Names stay, values go; `ext` is the time at which a media link ends. */
function scrubQuery(query: string, substitutes: Substitutes): string {
  return query.replace(/([?&#])([^=&#]*)=([^&#]*)/g, (whole, sign: string, name: string, value: string) => {
    if (name === 'ext' || value.length < 5 || /^[a-z]+$/.test(value)) return whole;
    return `${sign}${name}=${/^\d+$/.test(value) ? substitutes.digits(value) : substitutes.token(value)}`;
  });
}

function scrubMail(address: string, substitutes: Substitutes): string {
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  return `${scrubName(address.slice(0, at), substitutes)}@${PUBLIC_HOST.test(host) ? host : substitutes.host(host)}`;
}

/** `+1 555-010-0300` as well as `15550100300`; a date looks much the same, and is replaced too. */
export function scrubDigits(text: string, substitutes: Substitutes): string {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7) return text;
  if (digits === text) return substitutes.digits(text);
  return substitutes.phone(text);
}
