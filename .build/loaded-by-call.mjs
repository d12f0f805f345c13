import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, relative, resolve } from 'node:path';

/** What takes long to load of Node, and is used by calling it. */
const LATER = ['child_process', 'crypto', 'fs/promises', 'net', 'os', 'v8', 'zlib'];
/** Asks whether something is of a class of theirs. */
const NOT_BY_CALL = ['src/tunnel/localtunnel-sockets.ts'];

/** Such modules are loaded by the first call: most runs never come to the calls that the files they load provide for. */
export const loadedByCall = {
  name: 'loaded-by-call',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^node:(${LATER.join('|')})$`);
    onResolve({ filter }, ({ path, importer, namespace, pluginData }) => {
      const isCalling =
        importer.startsWith(resolve('src')) || /[/\\]node_modules[/\\]terminal-size[/\\]/.test(importer);
      if (namespace !== 'file' || !isCalling || NOT_BY_CALL.includes(relative('.', importer))) return undefined;
      return { path, namespace: 'by-call', suffix: pluginData === undefined ? '' : `?${pluginData.command}` };
    });
    onLoad({ filter, namespace: 'by-call' }, ({ path }) => {
      const whole = createRequire(import.meta.url)(path);
      const names = Object.keys(whole).filter((name) => typeof whole[name] === 'function' && name !== 'default');
      const exported = names.map((name) =>
        /^[a-z]/.test(name)
          ? `export const ${name} = (...given) => loaded().${name}(...given);`
          : `export function ${name}(...given) { return new (loaded().${name})(...given); }`,
      );
      return {
        contents: [`let own; const loaded = () => (own ??= process.getBuiltinModule('${path}'));`, ...exported].join(
          '\n',
        ),
      };
    });
  },
};

/**
 * What the program has of its own for the rare case: where these files (`*` all) call it, it is loaded by the first call too.
 * They take functions of it, and nothing else. With `?replay`, it is so for the copy of that command, see {@link copyForCommands};
 * with `?` alone, for what is no copy.
 */
const SELDOM = {
  'src/ui/text.ts': ['ui/paint', 'ui/text-*'],
  // The others are those that the terminal UI takes in any case.
  'src/ui/text.ts?': [
    'ui/paint',
    ...['allowlist', 'check', 'explain', 'own', 'signature'].map((name) => `ui/text-${name}`),
  ],
  'src/ui/screen.ts?': ['ui/text'],
  'src/ui/tui/prompt.ts': ['ui/tui/fitting-fixtures'],
  'src/ui/tui/panel-lines.ts': ['ui/tui/fitting-fixtures'],
  'src/store/fixtures.ts': ['store/unknown-fixture'],
  'src/ui/tui/detail.ts': ['ui/text-explain', 'webhook/explain'],
  'src/commands/run-replay.ts': [
    'commands/print-plan',
    'commands/run-load',
    'commands/scenarios',
    'commands/output-file',
    'ui/progress',
  ],
  'src/store/find-webhook.ts?replay': ['store/read/*'],
  'src/delivery/judge.ts?replay': ['delivery/answer-clues'],
  'src/delivery/deliver.ts?replay': ['delivery/tls-failure'],
  'src/delivery/compose.ts?replay': ['webhook/grow'],
  'src/delivery/arrange.ts?replay': ['webhook/batch'],
  'src/webhook/payload.ts?replay': ['webhook/describe', 'webhook/json-fault-reason'],
  'src/webhook/identity.ts?replay': ['webhook/identity/people', 'webhook/identity/talk'],
};
/** What those take at every run, so that a file of its own would only take longer. */
const OFTEN = ['store/read/session-files', 'ui/text-line', 'ui/text-load', 'ui/text-note', 'ui/text-replay'];

const isAmong = (list, path) =>
  list.some((each) => new RegExp(`[/\\\\]src[/\\\\]${each.replace('*', '[\\w-]+')}\\.ts$`).test(path));

/** As {@link loadedByCall}. `atOnce` is gone when it is all CommonJS: the build makes it a plain `require`. */
export const seldomByCall = {
  name: 'seldom-by-call',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
      const full = resolve(resolveDir, path);
      const suffix = pluginData === undefined ? '' : `?${pluginData.command}`;
      const by = relative('.', importer);
      const list = SELDOM[by + (suffix || '?')] ?? SELDOM[by];
      if (namespace !== 'file' || kind !== 'import-statement' || list === undefined) return undefined;
      if (!isAmong(list, full) || isAmong(OFTEN, full)) return undefined;
      return { path: relative('.', full), namespace: 'seldom', suffix, pluginData };
    });
    onLoad({ filter: /.*/, namespace: 'seldom' }, async ({ path, suffix, pluginData }) => {
      const names = [...(await readFile(path, 'utf8')).matchAll(/^export (?:async )?function\*? (\w+)/gm)];
      const from = JSON.stringify(`./${basename(path)}${suffix}`);
      const exported = names.map(([, name]) => `export const ${name} = (...given) => loaded().${name}(...given);`);
      const contents = [`let own; const loaded = () => (own ??= atOnce(import(${from})));`, ...exported].join('\n');
      return { contents, resolveDir: resolve(dirname(path)), pluginData };
    });
  },
};
