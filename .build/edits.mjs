import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** What asks tables about each letter of a text asks first whether it is plain: the tables take a third of a first frame. */
const PLAIN = { module: 'src/ui/plain.ts', names: ['graphemes', 'isPlain'] };
const LETTER_BY_LETTER = [/new Intl\.Segmenter\([^)]*\)/, 'graphemes'];

/** Few words of packages that a first frame waits for, each with what stands instead. */
const EDITS = {
  'string-width/index.js': [
    LETTER_BY_LETTER,
    ['/^[\\u0020-\\u007E]*$/.test(string)', 'ambiguousIsNarrow && isPlain(string)'],
    // An engine makes a list of all emoji of it as soon as it sees it.
    ['const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;', 'let rgiEmojiRegex;'],
    ['rgiEmojiRegex.test(', '(rgiEmojiRegex ??= /^\\p{RGI_Emoji}$/v).test('],
  ],
  'slice-ansi/tokenize-ansi.js': [
    [/const GRAPHEME_SEGMENTER = .*;/, 'let segmenter;'],
    ['GRAPHEME_SEGMENTER.segment(', '(segmenter ??= new Intl.Segmenter()).segment('],
  ],
  '@alcalzone/ansi-tokenize/build/tokenize.js': [LETTER_BY_LETTER],
  // What is as wide as its place need not be cut.
  'ink/build/output.js': [
    ['return sliceAnsi(line, from, to);', 'return from === 0 && to === width ? line : sliceAnsi(line, from, to);'],
  ],
  // Asked for each cell of the screen, and hardly ever is there a difference.
  '@alcalzone/ansi-tokenize/build/diff.js': [
    [
      'export function diffAnsiCodes(from, to) {',
      `export function diffAnsiCodes(from, to) {
        if (from.length === to.length && from.every((each, index) => each.code === to[index].code)) return [];`,
    ],
  ],
  '@alcalzone/ansi-tokenize/build/ansiCodes.js': [
    [
      'export function ansiCodesToString(codes) {',
      `export function ansiCodesToString(codes) {
        if (codes.length === 0) return '';`,
    ],
  ],
  // Node loads a module of its own for the global `performance`. Nobody asks Ink for the time that a frame took.
  'ink/build/ink.js': [
    ['const startTime = performance.now();', ''],
    ['this.options.onRender?.({ renderTime: performance.now() - startTime });', ''],
  ],
  'scheduler/cjs/scheduler.production.js': [
    [/"object" === typeof performance && "function" === typeof performance\.now/, 'false'],
  ],
  // Node's own takes as long to load as a screen to be laid out.
  'signal-exit/index.js': [["var assert = require('assert')", 'var assert = { equal() {} }']],
};

/** Reads some files of packages with {@link EDITS}. Fails when a package has come to read otherwise. */
export const edits = {
  name: 'edits',
  setup({ onResolve, onLoad }) {
    // It brings an older one of its own, with emoji of its own.
    onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      /[/\\]node_modules[/\\]wrap-ansi[/\\]index\.js$/.test(importer)
        ? { path: resolve('node_modules/string-width/index.js') }
        : undefined,
    );
    for (const [name, list] of Object.entries(EDITS)) {
      const filter = new RegExp(`/node_modules/${name}$`.replaceAll('.', '\\.').replaceAll('/', '[/\\\\]'));
      onLoad({ filter }, async ({ path }) => {
        let text = await readFile(path, 'utf8');
        for (const [words, instead] of list) {
          const edited =
            typeof words === 'string' ? text.replaceAll(words, () => instead) : text.replace(words, instead);
          if (edited === text) throw new Error(`${name} has no ${words} any more.`);
          text = edited;
        }
        const used = PLAIN.names.filter((each) => text.includes(each));
        if (used.length === 0) return { contents: text };
        const contents = `import { ${used} } from ${JSON.stringify(resolve(PLAIN.module))};\n${text}`;
        return { contents, resolveDir: dirname(path) };
      });
    }
  },
};
