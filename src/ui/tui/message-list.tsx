import { Text } from 'ink';
import { printableCell } from '../printable.ts';
import { clockTime } from '../text-line.ts';
import { cutToWidth, fitToWidth, widthOf } from '../width.ts';
import type { Layout } from './layout.ts';
import type { ListView } from './list-view.ts';
import { LADDER, type MessageRow } from './message-rows.ts';
import type { Theme } from './theme.ts';
import { ARROWS } from './webhook-list.tsx';

interface MessageListProps {
  readonly view: ListView<MessageRow>;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** One line a message, however many webhooks told of it: who, how far it came, the latest about it. */
export function MessageList({ view, layout, theme }: MessageListProps) {
  const selectedKey = view.rows[view.selected]?.key;
  return view.rows.slice(view.top, view.top + layout.listRows).map((row) => {
    const { head, ladder, what } = messageColumns(row, layout);
    const isSelected = row.key === selectedKey;
    const isOdd = Object.values(row.steps).some(({ isOutOfOrder }) => isOutOfOrder);
    return (
      <Text key={row.key} wrap="truncate">
        <Text {...(isSelected ? theme.selected : theme.quiet)}>{`${isSelected ? '›' : ' '}${head} `}</Text>
        <Text {...(row.hasFailed ? theme.bad : isOdd ? theme.warn : theme.good)}>{`${ladder} `}</Text>
        <Text {...(isSelected ? theme.selected : theme.plain)}>{what}</Text>
      </Text>
    );
  });
}

const WHO_COLUMNS = 16;
const NARROW_WHO_COLUMNS = 11;

function messageColumns(
  row: MessageRow,
  layout: Layout,
): { readonly head: string; readonly ladder: string; readonly what: string } {
  const time = layout.isWide ? clockTime(row.at) : clockTime(row.at).slice(0, 5);
  const who = fitToWidth(printableCell(row.who), layout.isWide ? WHO_COLUMNS : NARROW_WHO_COLUMNS);
  const head = `${time} ${ARROWS[row.direction]} ${who}`;
  const ladder = layout.isWide ? ladderWords(row) : ladderLetters(row);
  const again = row.again > 0 ? `(${row.again}x again) ` : '';
  const room = layout.columns - 3 - widthOf(head) - widthOf(ladder);
  return { head, ladder, what: cutToWidth(printableCell(again + row.summary), Math.max(0, room)) };
}

/** `sent › delivered › read`: dots for what has not come, `*` for what came after a later one. All are equally wide. */
export function ladderWords(row: MessageRow): string {
  if (row.direction === 'in') return 'from the user'.padEnd(LADDER_COLUMNS);
  const rungs = LADDER.map((rung) => {
    const step = row.steps[rung];
    if (step === undefined) return `${'·'.repeat(rung.length)} `;
    return `${rung}${step.isOutOfOrder ? '*' : ' '}`;
  });
  const words = rungs.join('› ');
  // What failed is no further on its way: the word takes the place of the step that did not come.
  return row.hasFailed && row.steps.read === undefined
    ? `${rungs.slice(0, 1).join('')}› FAILED`.padEnd(LADDER_COLUMNS)
    : words;
}

/** `sdr`, with a dot for what has not come and a capital for what came too late; `F` where it failed. */
function ladderLetters(row: MessageRow): string {
  if (row.direction === 'in') return '   ';
  if (row.hasFailed) return ' F ';
  return LADDER.map((rung) => {
    const [letter = ''] = rung;
    const step = row.steps[rung];
    return step === undefined ? '·' : step.isOutOfOrder ? letter.toUpperCase() : letter;
  }).join('');
}

const LADDER_COLUMNS = LADDER.join(' › ').length + 1;
