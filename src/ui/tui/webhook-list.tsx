import { Text } from 'ink';
import { printableCell } from '../printable.ts';
import { clockTime, duration } from '../text-line.ts';
import { SLOW_MS } from '../text-listen.ts';
import { cutToWidth, fitToWidth, widthOf } from '../width.ts';
import { GOOD_MS } from './detail.ts';
import type { Layout } from './layout.ts';
import type { ListView } from './list-view.ts';
import type { SessionRow } from './session-rows.ts';
import type { Style, Theme } from './theme.ts';

interface WebhookListProps {
  readonly view: ListView<SessionRow>;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** The part of the list that the screen shows, one line each. */
export function WebhookList({ view, layout, theme }: WebhookListProps) {
  const selectedKey = view.rows[view.selected]?.key;
  return view.rows
    .slice(view.top, view.top + layout.listRows)
    .map((row) => (
      <WebhookRow key={row.key} row={row} isSelected={row.key === selectedKey} layout={layout} theme={theme} />
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
      <Text {...answerStyle(row, theme)}>{`${answer} `}</Text>
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
const KIND_COLUMNS = 18;
const WHO_COLUMNS = 16;
/** A summary that is cut shorter than this says nothing: rather the badges go. */
const MIN_WHAT_COLUMNS = 12;
/** A cause is a sentence; beside the summary it may have so much of the room, and the preview has all of it. */
const MAX_BADGES_SHARE = 0.6;

/** The columns of known width first: they stand below those of every other row, and on a wide screen near what they say. */
function rowColumns(row: SessionRow, layout: Layout): RowColumns {
  const time = layout.isWide ? clockTime(row.at) : clockTime(row.at).slice(0, 5);
  const arrow = layout.isWide ? `${ARROWS[row.direction]} ` : '';
  const head = `${time} ${arrow}${fitToWidth(printableCell(row.label), LABEL_COLUMNS)}`;
  const answer = layout.isWide ? `${answerStatus(row)} ${answerTime(row)}${budgetMark(row)}` : answerStatus(row);
  const about = layout.isVeryWide
    ? `${fitToWidth(printableCell(row.kind), KIND_COLUMNS)} ${fitToWidth(printableCell(row.who), WHO_COLUMNS)} `
    : '';
  // The mark of the selected row, and a space after head and answer.
  const room = Math.max(0, layout.columns - 3 - widthOf(head) - widthOf(answer) - widthOf(about));

  const wanted = row.badges.length === 0 ? '' : ` [${row.badges.join(', ')}]`;
  const badgesRoom = Math.max(0, Math.min(room - MIN_WHAT_COLUMNS, Math.ceil(room * MAX_BADGES_SHARE)));
  const badges = cutToWidth(printableCell(wanted), badgesRoom);
  return { head, answer, what: about + cutToWidth(printableCell(row.summary), room - widthOf(badges)), badges };
}

/** From a user, about what the business sent, from Meta itself. */
export const ARROWS = { in: '←', out: '→', meta: '·' } satisfies Record<SessionRow['direction'], string>;

function answerStatus({ answer }: SessionRow): string {
  return (answer === undefined ? '…' : String(answer.status)).padStart(3);
}

function answerTime({ answer }: SessionRow): string {
  return (answer?.tookMs === undefined ? '' : duration(answer.tookMs)).padStart(6);
}

/** Against Meta's budget: `!` over 250 ms, `!!` over a second. */
function budgetMark({ answer }: SessionRow): string {
  const tookMs = answer?.tookMs ?? 0;
  return tookMs > SLOW_MS ? '!!' : tookMs > GOOD_MS ? '! ' : '  ';
}

function answerStyle({ isTrouble, answer }: SessionRow, theme: Theme): Style {
  if (isTrouble || (answer?.tookMs ?? 0) > SLOW_MS) return theme.bad;
  return (answer?.tookMs ?? 0) > GOOD_MS ? theme.warn : theme.good;
}
