import stringWidth from 'string-width';

/** The longest beginning that fits into `width` columns, with `…` where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (width <= 0) return '';

  let usedColumns = 0;
  let endWithEllipsis = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    usedColumns += stringWidth(segment);
    if (usedColumns > width) return `${text.slice(0, endWithEllipsis)}…`;
    if (usedColumns < width) endWithEllipsis = index + segment.length;
  }
  return text;
}

/** Cut or filled with spaces to exactly `width` columns. */
export function fitToWidth(text: string, width: number): string {
  const cut = cutToWidth(text, width);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

const graphemes = new Intl.Segmenter();
