import { printableCell } from '../printable.ts';
import { wrapToWidth } from '../wrap.ts';
import { type Alarm, alarmOf } from './alarm.ts';
import type { SessionState } from './session-state.ts';

const STATUS_ROWS = 3;
/** A URL with its reason is longer than one line; more than this would push the list away. */
const MAX_ALARM_ROWS = 2;
/** The line between status and list, which holds the counts. */
const RULE_ROWS = 1;
/** What an app answered may be a sentence or two. */
const MAX_SAID_ROWS = 3;
/** An opened webhook leaves of the status what is true at any moment: where Meta reaches us. Below it stands its own title. */
const PANEL_STATUS_ROWS = 2;
/** Ink clears the whole terminal, scroll-back included, for a frame as high as the screen: stay one row below. */
const SPARE_ROWS = 1;
/** Narrower than this, columns are left out and words are shortened. */
const WIDE_COLUMNS = 72;
/** From here on there is room for kind and sender in columns of their own. */
const VERY_WIDE_COLUMNS = 120;
/** Lower than these, the list needs the room. */
const STATUS_FRAME_ROWS = 8;
const PREVIEW_FRAME_ROWS = 15;
const HIGH_FRAME_ROWS = 36;
const PREVIEW_ROWS = 4;
const HIGH_PREVIEW_ROWS = 7;

export interface Layout {
  readonly columns: number;
  readonly frameRows: number;
  readonly hasStatus: boolean;
  /** The lines of the alarm, cut and harmless. */
  readonly alarmLines: readonly string[];
  readonly listRows: number;
  /** The selected webhook in full, with the rule above it; 0 where there is none. */
  readonly previewRows: number;
  /** Lines for an opened webhook, the help or the checklist, which take the place of list and preview. */
  readonly panelRows: number;
  /** What the last key brought about, in the place of the key hints; none where nothing is to be said. */
  readonly saidLines: readonly string[];
  readonly isWide: boolean;
  readonly isVeryWide: boolean;
}

/** How the screen is divided: status bar, an alarm while there is something to look at, list, preview, key hints. */
export function layoutOf(state: SessionState): Layout {
  const { columns } = state;
  const frameRows = Math.max(1, state.terminalRows - SPARE_ROWS);
  const hasStatus = frameRows >= STATUS_FRAME_ROWS;
  const alarmLines = alarmLinesOf(hasStatus ? alarmOf(state) : undefined, columns);
  const previewRows = hasRows(state) ? previewRowsOf(frameRows) : 0;
  const statusRows = (hasStatus ? STATUS_ROWS : 0) + alarmLines.length;
  const saidLines = state.prompt === undefined ? saidLinesOf(state.said?.text, columns) : [];
  const bottomRows = RULE_ROWS + Math.max(1, saidLines.length);
  const listRows = frameRows - statusRows - bottomRows - previewRows;
  const panelRows = frameRows - (hasStatus ? PANEL_STATUS_ROWS : 0) - bottomRows;
  return {
    columns,
    frameRows,
    hasStatus,
    alarmLines,
    listRows: Math.max(1, listRows),
    previewRows,
    panelRows: Math.max(1, panelRows),
    saidLines,
    isWide: columns >= WIDE_COLUMNS,
    isVeryWide: columns >= VERY_WIDE_COLUMNS,
  };
}

export function hasRows({ rows, held }: SessionState): boolean {
  return rows.size + held.size > 0;
}

function alarmLinesOf(alarm: Alarm | undefined, columns: number): readonly string[] {
  return alarm === undefined ? [] : wrapToWidth(printableCell(alarm.text), columns, MAX_ALARM_ROWS);
}

function saidLinesOf(text: string | undefined, columns: number): readonly string[] {
  return text === undefined ? [] : wrapToWidth(printableCell(text), columns, MAX_SAID_ROWS);
}

function previewRowsOf(frameRows: number): number {
  if (frameRows < PREVIEW_FRAME_ROWS) return 0;
  return frameRows < HIGH_FRAME_ROWS ? PREVIEW_ROWS : HIGH_PREVIEW_ROWS;
}
