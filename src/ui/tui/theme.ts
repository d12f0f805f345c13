import type { TextProps } from 'ink';

/** How a part of the screen looks. What it means, its words say. */
export type Style = Pick<TextProps, 'color' | 'dimColor' | 'bold'>;

export interface Theme {
  readonly title: Style;
  readonly plain: Style;
  readonly quiet: Style;
  readonly good: Style;
  readonly warn: Style;
  readonly bad: Style;
  readonly selected: Style;
}

const colored = {
  title: { bold: true, color: 'green' },
  plain: {},
  quiet: { dimColor: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
  selected: { bold: true, color: 'cyan' },
} satisfies Theme;

const uncolored = {
  title: { bold: true },
  plain: {},
  quiet: {},
  good: {},
  warn: {},
  bad: { bold: true },
  selected: { bold: true },
} satisfies Theme;

export function themeFor(wantsColor: boolean): Theme {
  return wantsColor ? colored : uncolored;
}
