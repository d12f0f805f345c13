import stringWidth from 'string-width';
import { graphemes } from './plain.ts';
import { cutToWidth, widthOf } from './width.ts';

/** At most `maxLines` lines of `width` columns, broken between words where there are any; `…` stands for what is left out. */
export function wrapToWidth(text: string, width: number, maxLines: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < maxLines - 1 && widthOf(rest) > width) {
    const line = beginning(rest, width);
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return rest === '' || maxLines < 1 ? lines : [...lines, cutToWidth(rest, width)];
}

/** The words that fit into one line; a part of the first one where it alone is too long. Never empty. */
function beginning(text: string, width: number): string {
  const fitting = longestBeginning(text, width);
  if (text[fitting.length] === ' ') return fitting;

  const lastSpace = fitting.lastIndexOf(' ');
  return lastSpace > 0 ? fitting.slice(0, lastSpace + 1) : fitting;
}

function longestBeginning(text: string, width: number): string {
  let usedColumns = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    usedColumns += stringWidth(segment);
    if (usedColumns > width && end > 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
