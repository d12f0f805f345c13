import { alarmOf } from './alarm.ts';
import type { SessionState } from './session-state.ts';

const STATUS_ROWS = 3;
/** The line between status and list, which holds the counts, and the key hints at the bottom. */
const RULE_AND_FOOTER_ROWS = 2;
/** Ink clears the whole terminal, scroll-back included, for a frame as high as the screen: stay one row below. */
const SPARE_ROWS = 1;
/** Narrower than this, columns are left out and words are shortened. */
const WIDE_COLUMNS = 72;

export interface Layout {
  readonly columns: number;
  readonly frameRows: number;
  readonly listRows: number;
  readonly isWide: boolean;
}

/** How the screen is divided: status bar, one alarm line while there is something to look at, list, key hints. */
export function layoutOf(state: SessionState): Layout {
  const frameRows = Math.max(1, state.terminalRows - SPARE_ROWS);
  const alarmRows = alarmOf(state) === undefined ? 0 : 1;
  return {
    columns: state.columns,
    frameRows,
    listRows: Math.max(1, frameRows - STATUS_ROWS - alarmRows - RULE_AND_FOOTER_ROWS),
    isWide: state.columns >= WIDE_COLUMNS,
  };
}
