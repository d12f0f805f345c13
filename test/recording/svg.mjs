const CELL = { width: 8.4, height: 18 };
const MARGIN = 12;

/** What the program uses of SGR; a terminal's green and red, as they look on a dark background. */
const COLORS = { 31: '#f47067', 32: '#57ab5a', 35: '#dcbdfb' };
const ESC = '\u001b';
const SGR = new RegExp(`(${ESC}\\[[\\d;]*m)`);

const TEXT = '#cdd9e5';
const BACKGROUND = '#22272e';

/** Frames of a terminal, each with how long it is shown, as one SVG that plays them again and again. */
export function animation(frames, { columns, rows }) {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN;
  const totalMs = frames.reduce((sum, { forMs }) => sum + forMs, 0);
  let atMs = 0;
  const groups = frames.map(({ text, forMs }, index) => {
    const from = atMs / totalMs;
    atMs += forMs;
    return group(text, rows, { from, to: atMs / totalMs, totalMs, isFirst: index === 0 });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>wa-webhook listen: webhooks come, are opened, replayed, and answered wrongly on purpose</title>',
    '<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}.b{font-weight:bold}.d{opacity:.6}</style>',
    `<rect width="100%" height="100%" rx="6" fill="${BACKGROUND}"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function group(text, rows, { from, to, totalMs, isFirst }) {
  const lines = text.split('\n').slice(0, rows);
  const times = isFirst ? [0, to] : to >= 1 ? [0, from] : [0, from, to];
  const values = isFirst ? 'visible;hidden' : to >= 1 ? 'hidden;visible' : 'hidden;visible;hidden';
  const keyTimes = times.map((time) => time.toFixed(4)).join(';');
  return [
    `<g fill="${TEXT}" visibility="${isFirst ? 'visible' : 'hidden'}">`,
    `<animate attributeName="visibility" calcMode="discrete" values="${values}" keyTimes="${keyTimes}" dur="${totalMs}ms" repeatCount="indefinite"/>`,
    ...lines.flatMap((line, row) => lineOf(line, row)),
    '</g>',
  ].join('\n');
}

/** The runs of one style in a line; each has its place, since no font is as exact as a terminal. */
function lineOf(line, row) {
  const y = MARGIN + row * CELL.height;
  const marks = [];
  let style = {};
  let column = 0;
  for (const part of line.split(SGR)) {
    const codes = part.startsWith(ESC) ? part.slice(2, -1) : undefined;
    if (codes !== undefined) {
      for (const code of codes.split(';')) style = styleAfter(style, Number(code || 0));
      continue;
    }
    if (part.trim() !== '') marks.push(...run(part, column, y, style));
    column += widthOf(part);
  }
  return marks;
}

function run(text, column, y, { color, isBold, isDim, isInverse }) {
  const x = (MARGIN + column * CELL.width).toFixed(1);
  const length = (widthOf(text) * CELL.width).toFixed(1);
  const classes = [isBold ? 'b' : '', isDim ? 'd' : ''].filter((name) => name !== '').join(' ');
  const fill = isInverse ? BACKGROUND : color;
  const attributes = [
    `x="${x}" y="${y + 14}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`,
    ...(classes === '' ? [] : [`class="${classes}"`]),
    ...(fill === undefined ? [] : [`fill="${fill}"`]),
  ];
  const shape = `<text ${attributes.join(' ')}>${escaped(text)}</text>`;
  if (!isInverse) return [shape];
  return [`<rect x="${x}" y="${y}" width="${length}" height="${CELL.height}" fill="${color ?? TEXT}"/>`, shape];
}

function styleAfter(style, code) {
  if (code === 0) return {};
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 7) return { ...style, isInverse: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  if (code === 27) return { ...style, isInverse: false };
  if (code === 39) return { ...style, color: undefined };
  return COLORS[code] === undefined ? style : { ...style, color: COLORS[code] };
}

/** As a terminal counts: emoji and CJK fill two columns. */
function widthOf(text) {
  return [...text].reduce(
    (sum, letter) =>
      sum + (/\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/u.test(letter) ? 2 : 1),
    0,
  );
}

function escaped(text) {
  return text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter]);
}
