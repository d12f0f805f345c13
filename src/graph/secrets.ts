/** What stands where a secret stood. */
const MASK = '[secret]';

/** Takes the secrets out of everything that a stranger sends back: a text, or all texts of a JSON value. */
export interface Scrubber {
  readonly text: (text: string) => string;
  readonly json: (value: unknown) => unknown;
}

export function createScrubber(secrets: readonly string[]): Scrubber {
  const spellings = [...new Set(secrets.filter((secret) => secret !== '').flatMap(spellingsOf))];
  const text = (given: string) => spellings.reduce((rest, spelling) => rest.replaceAll(spelling, MASK), given);
  const json = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [text(key), json(part)]));
  };
  return { text, json };
}

/** An echo may stand in a URL, where `|` is `%7C`. */
function spellingsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret)];
}
