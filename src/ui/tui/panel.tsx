import { Box } from 'ink';
import type { Layout } from './layout.ts';
import { Line } from './status-bar.tsx';
import type { Style, Theme } from './theme.ts';

/** A line of a panel, as strangers may have written it; the title of what follows stands out. */
export interface PanelLine {
  readonly text: string;
  readonly style?: Style;
}

interface PanelProps {
  readonly title: string;
  readonly lines: readonly PanelLine[];
  readonly layout: Layout;
  readonly theme: Theme;
}

/** What lies in the place of list and preview: a title, and so many lines as there is room for. */
export function Panel({ title, lines, layout, theme }: PanelProps) {
  const { columns, panelRows } = layout;
  return (
    <Box flexDirection="column" height={panelRows + 1} overflow="hidden">
      <Line text={title} columns={columns} style={theme.title} />
      {lines.slice(0, panelRows).map(({ text, style }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, and nothing else tells two empty ones apart
        <Line key={index} text={text} columns={columns} style={style ?? theme.plain} />
      ))}
    </Box>
  );
}
