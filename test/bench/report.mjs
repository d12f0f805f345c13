import stringWidth from 'string-width';
import { goalText } from './goals.mjs';

const headings = ['', 'ours', 'peer', '', 'ratio', 'middle half', 'goal', ''];
const RIGHT = new Set([1, 2, 4, 5]);

/** One table over all sections, so that its columns stand below each other. */
export function tableLines(sections) {
  const lines = sections.map(({ title, rows }) => ({ title, cells: rows.map(cellsOf) }));
  const all = [headings, ...lines.flatMap(({ cells }) => cells)];
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => stringWidth(cells[column]))));
  const line = (cells) =>
    cells
      .map((cell, column) => pad(cell, widths[column], RIGHT.has(column)))
      .join('  ')
      .trimEnd();
  return [line(headings), ...lines.flatMap(({ title, cells }) => ['', title, ...cells.map(line)])];
}

/** How many of the goals are met, and each that is not, by name. */
export function verdictLines(rows, unmeasured) {
  const judged = rows.filter(({ goal }) => goal !== undefined);
  const missed = judged.filter((row) => !row.isMet);
  return [
    `Goals: ${judged.length - missed.length} of ${judged.length} met.`,
    ...missed.map((row) => `missed: ${row.id}: ${figure(row.ratio ?? row.ours)} (goal ${goalText(row.goal)})`),
    ...unmeasured.map((id) => `not measured: ${id}`),
  ];
}

function cellsOf({ what, unit, ours, peer, ratio, spread, goal, isMet }) {
  return [
    `  ${what}`,
    `${figure(ours)} ${unit}`,
    peer === undefined ? '' : `${figure(peer.figure)} ${unit}`,
    peer?.name ?? '',
    ratio === undefined ? '' : figure(ratio),
    spread === undefined ? '' : spread.map(figure).join(' - '),
    goalText(goal),
    goal === undefined ? '' : isMet ? 'met' : 'MISSED',
  ];
}

/** Three digits tell what such a measurement can tell. */
function figure(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function pad(text, width, isRight) {
  const blank = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return isRight ? blank + text : text + blank;
}
