import type { TextProps } from 'ink';

/** How a part of the screen looks. What it means, its words say. */
export type Style = Pick<TextProps, 'color' | 'dimColor' | 'bold' | 'inverse'>;

export interface Theme {
  readonly title: Style;
  readonly plain: Style;
  readonly quiet: Style;
  readonly good: Style;
  readonly warn: Style;
  readonly bad: Style;
  readonly selected: Style;
}

/** Only the colours that can be read on white as well as on black: neither yellow nor cyan, and the text's own colour as it is. */
const colored = {
  title: { bold: true, color: 'green' },
  plain: {},
  quiet: { dimColor: true },
  good: { color: 'green' },
  warn: { color: 'magenta' },
  bad: { color: 'red' },
  selected: { bold: true, inverse: true },
} satisfies Theme;

const uncolored = {
  title: { bold: true },
  plain: {},
  quiet: {},
  good: {},
  warn: {},
  bad: { bold: true },
  selected: { bold: true, inverse: true },
} satisfies Theme;

export function themeFor(wantsColor: boolean): Theme {
  return wantsColor ? colored : uncolored;
}
