/** `meta` is what WhatsApp sends; `messenger` adds what older Messenger pages document; `none` is plain compact JSON. */
export const ESCAPES = ['meta', 'messenger', 'none'] as const;

export type Escape = (typeof ESCAPES)[number];

/**
 * The bytes that Meta would send for this value: compact, everything above `~` as lower-case `\uXXXX` (astral characters
 * as two of them), `/` as `\/` (raw bodies seen 2026-05-14). No `/` and nothing above `~` stands outside a string
 * in JSON, so the finished text can be escaped in one go. Throws a RangeError for nesting of some thousand levels.
 */
export function encode(value: unknown, escaping: Escape = 'meta'): Buffer {
  const text = JSON.stringify(value);
  return Buffer.from(escapers[escaping](text), 'utf8');
}

const escapers = {
  none: (text) => text,
  meta: escapeAsMeta,
  // The Messenger text writes these three with an upper-case C, against its own rule (issue Charca/bootbot#174).
  messenger: (text) => escapeAsMeta(text).replace(/[<%@]/g, (character) => MESSENGER[character] ?? character),
} satisfies Record<Escape, (text: string) => string>;

const MESSENGER: Readonly<Record<string, string>> = { '<': '\\u003C', '%': '\\u0025', '@': '\\u0040' };

function escapeAsMeta(text: string): string {
  return text.replace(/[\u007f-\uffff]|\//g, (character) => (character === '/' ? '\\/' : escapeUnit(character)));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
