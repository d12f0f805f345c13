import stringWidth from 'string-width';
import { graphemes } from '../plain.ts';

/** Our own signs, one column each, so that nothing moves. */
const SIGNS: Readonly<Record<string, string>> = {
  '›': '>',
  '←': '<',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '·': '.',
  '─': '-',
  '…': '~',
  '▏': '_',
  '⇥': ' ',
  '↵': ' ',
};

/** For a terminal that shows nothing but ASCII: accents fall off, and every other letter is as many `?` as it was wide. */
export function toAscii(text: string): string {
  return text.replace(NOT_ASCII, (part) =>
    [...graphemes.segment(part)].map(({ segment }) => asciiOf(segment)).join(''),
  );
}

const NOT_ASCII = /\P{ASCII}+/gu;

function asciiOf(segment: string): string {
  const sign = SIGNS[segment];
  if (sign !== undefined) return sign;
  const plain = segment.normalize('NFD').replace(/\p{M}/gu, '');
  return /^[\u0020-\u007e]$/.test(plain) ? plain : '?'.repeat(stringWidth(segment));
}
