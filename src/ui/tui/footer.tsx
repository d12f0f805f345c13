import { printableCell } from '../printable.ts';
import { grouped } from '../text-line.ts';
import { widthOf } from '../width.ts';
import { FILTER_HINT } from './filter.ts';
import { type KeyBinding, keyBindings, type Place } from './key-bindings.ts';
import { keyLabel } from './keys.ts';
import { hasRows, type Layout } from './layout.ts';
import { deliveryRows, isFollowing, messageRows, viewOf } from './list-view.ts';
import { lastRow } from './row-list.ts';
import type { Prompt, SessionState } from './session-state.ts';
import { Line, WrappedLines } from './status-bar.tsx';
import type { Style, Theme } from './theme.ts';

interface FooterProps {
  readonly state: SessionState;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** What is being typed, else what the last key brought about, else the keys; and where in the list or the text we are. */
export function Footer({ state, layout, theme }: FooterProps) {
  const { columns, saidLines } = layout;
  if (saidLines.length > 0) {
    return <WrappedLines lines={saidLines} style={state.said?.isTrouble === true ? theme.bad : theme.good} />;
  }
  const place = placeWords(state, layout);
  const { text, style } = footerWords(state, layout, theme, columns - widthOf(place) - 1);
  const gap = columns - widthOf(text) - widthOf(place);

  return <Line text={gap > 0 ? text + ' '.repeat(gap) + place : text} columns={columns} style={style} />;
}

function footerWords(
  state: SessionState,
  layout: Layout,
  theme: Theme,
  room: number,
): { readonly text: string; readonly style: Style } {
  const { prompt } = state;
  if (prompt !== undefined) return { text: printableCell(promptWords(prompt, layout)), style: theme.selected };
  return { text: keyWords(state, room), style: theme.quiet };
}

const PROMPTS = {
  filter: ['filter', FILTER_HINT],
  search: ['search', 'Enter finds'],
  fixture: ['fire', '↑↓ choose · Enter fires · Esc'],
  name: ['save as fixture', 'Enter saves · Esc'],
} satisfies Record<Prompt['kind'], readonly [string, string]>;

function promptWords({ kind, text }: Prompt, { isWide }: Layout): string {
  const [name, hint] = PROMPTS[kind];
  // The end is what is being typed.
  const shown = text.length > 40 ? `…${text.slice(-39)}` : text;
  return isWide ? `${name}: ${shown}▏ ${hint}` : `${name}: ${shown}▏`;
}

/** A key that would do nothing is not offered; what one must know to find the others comes last and always. */
function keyWords(state: SessionState, room: number): string {
  const place: Place = state.panel !== undefined ? 'panel' : state.detail !== undefined ? 'detail' : 'list';
  const all: readonly KeyBinding[] = keyBindings;
  const bindings = all.filter(({ places, word }) => places.includes(place) && word !== undefined);
  const isUseful = ({ command }: KeyBinding) => hasRows(state) || place !== 'list' || WITHOUT_ROWS.includes(command);
  const always = bindings.filter(({ command }) => ALWAYS.includes(command));
  const others = bindings.filter((binding) => !ALWAYS.includes(binding.command) && isUseful(binding));

  // As many of the others as there is room for, in the order of the table.
  const lines = others.map((_, index) => [...others.slice(0, index + 1), ...always].map(wordsOf).join(' · '));
  return lines.findLast((line) => widthOf(line) <= room) ?? always.map(wordsOf).join(' · ');
}

const ALWAYS: readonly string[] = ['help', 'quit'];
const WITHOUT_ROWS: readonly string[] = ['fire', 'guide'];

function wordsOf(binding: KeyBinding): string {
  return `${keyLabel(binding)} ${binding.word ?? ''}`;
}

function placeWords(state: SessionState, layout: Layout): string {
  const { detail, panel, view, prompt, droppedRows, pausedSeq } = state;
  if (panel !== undefined || prompt?.kind === 'fixture') return '';
  if (detail !== undefined) {
    const last = Math.min(detail.document.starts.length, detail.top + layout.panelRows);
    return `${grouped(last)}/${grouped(detail.document.starts.length)}`;
  }
  const rows: readonly { readonly key: string }[] = view === 'deliveries' ? deliveryRows(state) : messageRows(state);
  if (rows.length === 0) return '';

  const { selected } = viewOf(rows, state.cursors[view], layout.listRows);
  const older =
    view === 'deliveries' && droppedRows > 0 && layout.isWide ? ` (${grouped(droppedRows)} older in history)` : '';
  const paused =
    pausedSeq === undefined ? '' : ` · PAUSED, ${grouped((lastRow(state.rows)?.seq ?? pausedSeq) - pausedSeq)} new`;
  const follow = isFollowing(state) || pausedSeq !== undefined ? '' : ' · G for newest';
  return `${selected + 1}/${rows.length}${older}${paused}${follow}`;
}
