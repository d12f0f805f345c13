/** Letters to write a script with: what was Greek stays Greek, so that what breaks an app still breaks it. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Latin}/u, 'äéöüñåëïôû'],
  [/\p{Script=Greek}/u, 'αβγδεικλμνο'],
  [/\p{Script=Cyrillic}/u, 'абвгдежикл'],
  [/\p{Script=Hebrew}/u, 'אבגדהוזחטי'],
  [/\p{Script=Arabic}/u, 'ابتثجحدرسش'],
  [/\p{Script=Devanagari}/u, 'कखगघचजटडतद'],
  [/\p{Script=Thai}/u, 'กขคงจฉชซดต'],
  [/\p{Script=Hangul}/u, '가나다라마바사아'],
  [/\p{Script=Hiragana}/u, 'あいうえおかきくけこ'],
  [/\p{Script=Katakana}/u, 'アイウエオカキクケコ'],
  [/\p{Script=Han}/u, '一二三四五六七八九十'],
];

const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';

/** A word that can be spoken, of the same length, case and script as the one it stands for. The seed chooses it. */
export function inventWord(word: string, seed: number): string {
  let invented = '';
  let isVowelNext = seed % 2 === 1;
  for (const [index, character] of [...word].entries()) {
    const number = mix(seed, index);
    if (/[a-z]/i.test(character)) {
      invented += sameCase(character, pick(isVowelNext ? VOWELS : CONSONANTS, number));
      isVowelNext = !isVowelNext;
    } else invented += inventLetter(character, number);
  }
  return invented;
}

/** As {@link inventWord} for what nobody reads: hashes, tokens. Signs stay where they are, padding too. */
export function inventToken(token: string, seed: number): string {
  return token.replace(/[a-z0-9]/gi, (character, index: number) => {
    const number = mix(seed, index);
    if (/\d/.test(character)) return pick('0123456789', number);
    // Hex stays hex.
    return sameCase(character, pick(/[^a-f\d]/i.test(token) ? 'abcdefghijklmnopqrstuvwxyz' : 'abcdef', number));
  });
}

function inventLetter(character: string, number: number): string {
  if (!/\p{L}/u.test(character)) return character;
  if (character.length === 2) return String.fromCodePoint(0x1d552 + (number % 26)); // Letters beyond 16 bits take two units.
  const [, letters = 'ž'] = SCRIPTS.find(([script]) => script.test(character)) ?? [];
  return sameCase(character, pick(letters, number));
}

function sameCase(model: string, letter: string): string {
  const isUpper = model !== model.toLowerCase();
  return isUpper && letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter;
}

function pick(letters: string, number: number): string {
  return letters.charAt(number % letters.length);
}

/** Spreads small numbers over 32 bits (Murmur's last step): no randomness, the same on every machine. */
function mix(seed: number, index: number): number {
  let number = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 13), 0xc2b2ae35);
  return (number ^ (number >>> 16)) >>> 0;
}
