import { inventToken, inventWord } from './letters.ts';

/** What stands for what, in all that is scrubbed together: the same for the same, another one for another. */
export interface Substitutes {
  /** Digits with or without signs between them; the first four stay, since they tell the country. */
  readonly phone: (text: string) => string;
  /** A run of digits: of a phone number that is known, or of some id. */
  readonly digits: (run: string) => string;
  readonly word: (word: string) => string;
  /** As `word`, for a part of a name, which is looked for in Meta's sentences too. */
  readonly nameWord: (word: string) => string;
  readonly token: (token: string) => string;
  /** `wamid.` and its kin, which hold the phone number in base64. */
  readonly messageId: (id: string) => string;
  /** The name of a server: one that nobody can own. */
  readonly host: (host: string) => string;
  /** Is this word part of a name, as far as was seen? */
  readonly isKnownWord: (word: string) => boolean;
  /** How many different things were replaced. */
  readonly count: () => number;
  /** From now on things are replaced; until then they are only met, so that no invention is somebody's after all. */
  readonly startReplacing: () => void;
}

/** So often another invention is tried when one is taken; after that two things may share a name. */
const MAX_TRIES = 50;

/** Counts instead of hashing: from a hash of a phone number, the number could be found by trying all of them. */
export function createSubstitutes(): Substitutes {
  const [phones, numbers, words, tokens, hosts] = [
    createKind(),
    createKind(),
    createKind(),
    createKind(),
    createKind(),
  ];
  const kinds = [phones, numbers, words, tokens, hosts];
  const names = new Set<string>();
  const taken = new Set<string>();
  let isReplacing = false;

  const isFree = (invented: string) => !taken.has(invented) && kinds.every(({ known }) => !known.has(invented));
  const remember = (kind: Kind, key: string, invent: (seed: number) => string): string => {
    const earlier = kind.known.get(key);
    if (!isReplacing) {
      if (earlier === undefined) kind.known.set(key, MET);
      return key;
    }
    if (earlier !== undefined && earlier !== MET) return earlier;
    kind.invented += 1;
    let invented = invent(kind.invented);
    for (let again = 1; !isFree(invented) && again < MAX_TRIES; again += 1)
      invented = invent(kind.invented + again * 7919);
    taken.add(invented);
    kind.known.set(key, invented);
    return invented;
  };

  const phoneDigits = (digits: string) =>
    remember(phones, digits, (seed) => numbered(digits.slice(0, Math.min(4, digits.length - 4)), digits.length, seed));
  const digits = (run: string) =>
    phones.known.has(run)
      ? phoneDigits(run)
      : remember(numbers, run, (seed) => numbered(run.slice(0, run.length > 4 ? 1 : 0), run.length, seed));
  const token = (text: string) => remember(tokens, text, (seed) => inventToken(text, seed));
  const word = (text: string) => {
    const lower = text.toLowerCase();
    const invented = remember(words, lower, (seed) => inventWord(lower, seed));
    return likeIn(text, invented);
  };

  return {
    phone: (text) => {
      const invented = phoneDigits(text.replace(/\D/g, ''));
      let index = 0;
      return text.replace(/\d/g, () => invented.charAt(index++));
    },
    digits,
    word,
    nameWord: (text) => {
      names.add(text.toLowerCase());
      return word(text);
    },
    token,
    messageId: (id) => remember(tokens, id, (seed) => inventMessageId(id, seed, digits)),
    host: (host) => remember(hosts, host.toLowerCase(), (seed) => inventHost(host, seed)),
    isKnownWord: (text) => names.has(text.toLowerCase()),
    count: () => kinds.reduce((sum, { invented }) => sum + invented, 0),
    startReplacing: () => {
      isReplacing = true;
    },
  };
}

interface Kind {
  /** What stands for each; {@link MET} for what is not replaced yet. */
  readonly known: Map<string, string>;
  invented: number;
}

/** No invention is empty. */
const MET = '';

function createKind(): Kind {
  return { known: new Map(), invented: 0 };
}

/** `1555` of eleven digits as the third: `15550000103`. */
function numbered(start: string, length: number, seed: number): string {
  const room = length - start.length;
  return (
    start +
    String(seed + (room > 3 ? 100 : 0))
      .padStart(room, '0')
      .slice(-room)
  );
}

/** The invention in capitals where the word has them. */
function likeIn(word: string, invented: string): string {
  const model = [...word];
  return [...invented]
    .map((letter, index) => {
      const like = model[index] ?? '';
      const upper = letter.toUpperCase();
      return like !== like.toLowerCase() && upper.length === letter.length ? upper : letter;
    })
    .join('');
}

/** The base64 of an id holds number and random part as text: both are replaced inside, and the shape stays. */
function inventMessageId(id: string, seed: number, digits: (run: string) => string): string {
  const [, prefix = '', body = id] = /^([a-z]+\.)?(.*)$/s.exec(id) ?? [];
  const bytes = Buffer.from(body, 'base64');
  const isBase64 = bytes.length >= 20 && bytes.toString('base64') === body;
  if (!isBase64) return prefix + inventToken(body, seed);

  const text = bytes.toString('latin1').replace(/[0-9A-F]{7,}/g, (run) => {
    if (/^\d+$/.test(run)) return digits(run);
    return run.length < 16 ? run : inventToken(run, seed);
  });
  return prefix + Buffer.from(text, 'latin1').toString('base64');
}

/** Domains that are reserved for examples (RFC 2606). */
function inventHost(host: string, seed: number): string {
  const ending = ['.example', '.test'].find((each) => host.length > each.length + 1);
  if (ending === undefined) return inventWord(host.toLowerCase(), seed);
  return inventWord('x'.repeat(host.length - ending.length), seed) + ending;
}
