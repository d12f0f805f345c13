/** Enough to recognise a message by. */
const MAX_QUOTED = 160;

/** Text that a stranger wrote, in quotes: one line, short, without anything a terminal would obey. */
export function quote(text: string): string {
  const oneLine = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .replaceAll('"', "'");
  const characters = [...oneLine];
  return characters.length > MAX_QUOTED ? `"${characters.slice(0, MAX_QUOTED).join('')}…"` : `"${oneLine}"`;
}

export function isHtml(body: Buffer): boolean {
  return /^\s*<(?:!doctype|html|head|body|[a-z]+[\s>])/i.test(body.toString('utf8', 0, 512));
}

/** ` titled "…"`, or nothing: to be put behind "a web page". */
export function titled(html: Buffer): string {
  const title = /<title[^>]*>([^<]+)/i.exec(html.toString('utf8'))?.[1];
  return title === undefined ? '' : ` titled ${quote(title)}`;
}
