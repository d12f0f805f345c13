import { Text } from 'ink';
import { printableCell } from '../printable.ts';
import { cutToWidth } from '../width.ts';
import { alarmOf } from './alarm.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';
import { countLine, statusLines } from './status-lines.ts';
import type { Style, Theme } from './theme.ts';

interface StatusBarProps {
  readonly state: SessionState;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** Where Meta reaches us, how that goes, and what came so far. */
export function StatusBar({ state, layout, theme }: StatusBarProps) {
  const { columns } = layout;
  const [reach, receiver, checks] = statusLines(state, layout);
  const alarm = alarmOf(state);

  const counts = <Line text={countLine(state, layout)} columns={columns} style={theme.quiet} />;
  if (!layout.hasStatus) return counts;

  return (
    <>
      <Line text={reach} columns={columns} style={reachStyle(state, theme)} />
      <Line text={receiver} columns={columns} style={theme.plain} />
      <Line text={checks} columns={columns} style={theme.plain} />
      {alarm && <WrappedLines lines={layout.alarmLines} style={alarm.isTrouble ? theme.bad : theme.warn} />}
      {counts}
    </>
  );
}

/** Above an opened webhook: where Meta reaches us, and the counts. */
export function PanelStatus({ state, layout, theme }: StatusBarProps) {
  if (!layout.hasStatus) return null;
  const [reach] = statusLines(state, layout);
  return (
    <>
      <Line text={reach} columns={layout.columns} style={reachStyle(state, theme)} />
      <Line text={countLine(state, layout)} columns={layout.columns} style={theme.quiet} />
    </>
  );
}

interface LineProps {
  readonly text: string;
  readonly columns: number;
  readonly style: Style;
}

/** One line of the screen, never two: cut to the width, and harmless whoever wrote it. */
export function Line({ text, columns, style }: LineProps) {
  return (
    <Text wrap="truncate" {...style}>
      {cutToWidth(printableCell(text), columns) || EMPTY_LINE}
    </Text>
  );
}

/** Ink gives a text of nothing no line at all. */
const EMPTY_LINE = ' ';

interface WrappedLinesProps {
  /** Harmless already, and none wider than the screen. */
  readonly lines: readonly string[];
  readonly style: Style;
}

export function WrappedLines({ lines, style }: WrappedLinesProps) {
  return <Text {...style}>{lines.join('\n')}</Text>;
}

function reachStyle({ tunnel, publicUrl }: SessionState, theme: Theme): Style {
  if (tunnel.phase === 'down' || tunnel.phase === 'failed') return theme.bad;
  return publicUrl === undefined ? theme.plain : theme.title;
}
