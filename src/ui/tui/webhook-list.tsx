import { Text } from 'ink';
import stringWidth from 'string-width';
import { printableCell } from '../printable.ts';
import { clockTime, duration } from '../text-line.ts';
import { cutToWidth, fitToWidth } from '../width.ts';
import type { Layout } from './layout.ts';
import type { ListWindow } from './list-window.ts';
import type { SessionRow } from './session-rows.ts';
import type { Theme } from './theme.ts';

interface WebhookListProps {
  readonly list: ListWindow;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** The part of the list that the screen shows, one line each. */
export function WebhookList({ list, layout, theme }: WebhookListProps) {
  return list.rows
    .slice(list.top, list.top + layout.listRows)
    .map((row) => (
      <WebhookRow key={row.key} row={row} isSelected={row.key === list.selectedKey} layout={layout} theme={theme} />
    ));
}

interface WebhookRowProps {
  readonly row: SessionRow;
  readonly isSelected: boolean;
  readonly layout: Layout;
  readonly theme: Theme;
}

function WebhookRow({ row, isSelected, layout, theme }: WebhookRowProps) {
  const { head, answer, what, badges } = rowColumns(row, layout);
  return (
    <Text wrap="truncate">
      <Text {...(isSelected ? theme.selected : theme.quiet)}>{`${isSelected ? '›' : ' '}${head} `}</Text>
      <Text {...(row.isTrouble ? theme.bad : theme.good)}>{`${answer} `}</Text>
      <Text {...(isSelected ? theme.selected : theme.plain)}>{what}</Text>
      <Text {...(row.isTrouble ? theme.bad : theme.warn)}>{badges}</Text>
    </Text>
  );
}

interface RowColumns {
  readonly head: string;
  readonly answer: string;
  readonly what: string;
  readonly badges: string;
}

const LABEL_COLUMNS = 5;
/** A summary that is cut shorter than this says nothing: rather the badges go. */
const MIN_WHAT_COLUMNS = 12;

/** The columns of known width first: they stand below those of every other row, and on a wide screen near what they say. */
export function rowColumns(row: SessionRow, layout: Layout): RowColumns {
  const time = layout.isWide ? clockTime(row.at) : clockTime(row.at).slice(0, 5);
  const head = `${time} ${fitToWidth(printableCell(row.label), LABEL_COLUMNS)}`;
  const answer = layout.isWide ? `${answerStatus(row)} ${answerTime(row)}` : answerStatus(row);
  // The mark of the selected row, and a space after head and answer.
  const room = Math.max(0, layout.columns - 3 - stringWidth(head) - stringWidth(answer));

  const wanted = row.badges.length === 0 ? '' : ` [${row.badges.join(', ')}]`;
  const badges = cutToWidth(printableCell(wanted), Math.max(0, room - MIN_WHAT_COLUMNS));
  return { head, answer, what: cutToWidth(printableCell(row.summary), room - stringWidth(badges)), badges };
}

function answerStatus({ answer }: SessionRow): string {
  return (answer === undefined ? '…' : String(answer.status)).padStart(3);
}

function answerTime({ answer }: SessionRow): string {
  return (answer?.tookMs === undefined ? '' : duration(answer.tookMs)).padStart(6);
}
