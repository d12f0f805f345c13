import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

/** The commands that are typed and scripted most. Each copy makes the package larger. */
const COPIED = new Set(['replay', 'ips', 'events', 'fixtures']);

/** What scripts call again and again: it shares with its own command what is loaded by then, and nothing more. */
export const ALONE = { command: 'ips', name: 'ips-list', path: resolve('src/commands/ips/run-list.ts') };

/** It opens for `listen` alone. */
const SCREEN = resolve('src/ui/tui');

/**
 * Fewer files for a command: esbuild gives each set of modules that some entry points share a file of its own, and each
 * takes as long to load as five kilobytes of program. So these commands have their own copy of what they share with others
 * (one runs at a time), but for what every command needs; and what is imported later imports here what is loaded by then
 * in any case, so that there are fewer different sets.
 */
export function copyForCommands({ ofAll, ofAlone }, earlier = new Map()) {
  return {
    name: 'copy-for-commands',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[./].*\.tsx?(\?\w+)?$/ }, ({ path, importer, kind, resolveDir, pluginData }) => {
        const [file, given] = path.split('?');
        const full = resolve(resolveDir, file);
        const isCommand = importer === resolve('src/commands/index.ts') && COPIED.has(basename(full, '.ts'));
        const isAlone = full === ALONE.path && kind === 'dynamic-import';
        const isShared = pluginData?.command === ALONE.name && (kind === 'dynamic-import' || ofAlone.has(full));
        const ofImporter = isShared ? ALONE.command : pluginData?.command;
        const command = given ?? (isAlone ? ALONE.name : isCommand ? basename(full, '.ts') : ofImporter);
        if (command === undefined || ofAll.has(full) || full.startsWith(SCREEN)) return { path: full };
        return { path: full, suffix: `?${command}`, pluginData: { command } };
      });
      onLoad({ filter: /[/\\]src[/\\].*\.tsx?$/ }, async ({ path, suffix, pluginData }) => {
        const text = await readFile(path, 'utf8');
        const imports = (earlier.get(path + suffix) ?? []).map((each) => `import ${JSON.stringify(each)};`);
        const loader = path.endsWith('x') ? 'tsx' : 'ts';
        return { contents: [text, ...imports].join('\n'), loader, pluginData };
      });
    },
  };
}

/**
 * For each file that is imported later, those that are loaded by then, whichever way leads to it: its dominators. One that
 * others import at once is loaded with them, and so before they are.
 */
export function dominators(metafile, start) {
  const reachedWith = new Map([[start, []]]);
  const importedBy = new Map([[start, []]]);
  for (const [entry] of importedBy) {
    reachedWith.set(entry, loadedWith(metafile, entry));
    for (const path of reachedWith.get(entry)) {
      for (const later of importsOf(metafile, path, 'dynamic-import')) {
        importedBy.set(later.path, [...(importedBy.get(later.path) ?? []), entry]);
      }
    }
  }

  const entries = [...importedBy.keys()];
  const before = new Map(entries.map((entry) => [entry, new Set(entry === start ? [] : entries)]));
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const entry of entries) {
      const ways = importedBy.get(entry).map((way) => new Set([way, ...before.get(way)]));
      for (const other of entries)
        if (other !== entry && reachedWith.get(other).has(entry)) ways.push(before.get(other));
      const now = [...before.get(entry)].filter((each) => ways.every((way) => way.has(each)));
      if (now.length === before.get(entry).size) continue;
      before.set(entry, new Set(now));
      isSettled = false;
    }
  }
  return new Map([...before].map(([entry, paths]) => [resolve(entry), [...paths].map((path) => resolve(path))]));
}

/** What a module imports: at once, or later. */
const importsOf = ({ inputs }, path, kind) =>
  inputs[path].imports.filter((each) => each.kind === kind && !each.external);

/** Everything that is loaded with this file. */
export function loadedWith(metafile, start) {
  const reached = new Set([start]);
  for (const each of reached) {
    for (const { path } of importsOf(metafile, each, 'import-statement')) reached.add(path);
  }
  return reached;
}
