import stringWidth from 'string-width';
import { graphemes, isPlain } from './plain.ts';

/** How many columns a text fills. */
export function widthOf(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text);
}

/** The longest beginning that fits into `width` columns, with `…` where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (width <= 0) return '';
  // What is cut after so many letters cannot be wider: the rest of 10,000 need not be looked at.
  if (isPlain(text.slice(0, width + 1))) return text.length <= width ? text : `${text.slice(0, width - 1)}…`;

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
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}
