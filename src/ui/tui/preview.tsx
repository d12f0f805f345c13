import { Box } from 'ink';
import { printableCell } from '../printable.ts';
import { cutToWidth } from '../width.ts';
import { wrapToWidth } from '../wrap.ts';
import type { Layout } from './layout.ts';
import type { SessionRow } from './session-rows.ts';
import { Line, WrappedLines } from './status-bar.tsx';
import type { Theme } from './theme.ts';

interface PreviewProps {
  readonly row: SessionRow | undefined;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** What the row of the selected webhook has no room for: its whole text, the cause of its trouble, what the app said. */
export function Preview({ row, layout, theme }: PreviewProps) {
  const { columns, previewRows } = layout;
  if (row === undefined || previewRows === 0) return null;

  return (
    <Box flexDirection="column" height={previewRows} overflow="hidden">
      <Line text={'─'.repeat(columns)} columns={columns} style={theme.quiet} />
      <WrappedLines lines={previewLines(row, layout)} style={row.isTrouble ? theme.bad : theme.plain} />
    </Box>
  );
}

/** Each text gets the lines it needs, but always leaves one to the next; `…` at the end stands for those that found none. */
function previewLines({ told }: SessionRow, { columns, previewRows }: Layout): readonly string[] {
  const [first = '', ...others] = told.arrival;
  const texts = [first, ...(told.forward ?? []), ...(told.answer ?? []), ...others];
  const lines: string[] = [];

  for (const [index, text] of texts.entries()) {
    const room = previewRows - 1 - lines.length;
    if (room <= 0) return [...lines.slice(0, -1), `${cutToWidth(lines.at(-1) ?? '', columns - 2)} …`];

    const isLast = index === texts.length - 1;
    lines.push(...wrapToWidth(printableCell(text), columns, isLast ? room : Math.max(1, room - 1)));
  }
  return lines;
}
