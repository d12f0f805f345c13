import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

/**
 * The declarations of each entry of src, as one file that names nothing else of src: only what the entry exports can be
 * imported, and what those need stands beside it. A later entry imports what an earlier one exports.
 */
export async function declarationsOf(entries) {
  const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-types-'));
  try {
    await emitDeclarations(entries, folder);
    const readModule = cached(async (path) => splitModule(await readFile(join(folder, path), 'utf8'), path));
    const given = new Map();
    const files = [];
    for (const entry of entries) {
      const { text, exported } = await flatten(`${entry}.d.ts`, readModule, given);
      for (const key of exported) if (!given.has(key)) given.set(key, `./${entry}.js`);
      files.push({ entry, text });
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Types are checked elsewhere; here they are only written. */
async function emitDeclarations(entries, folder) {
  const only = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--noCheck', '--strict'];
  const as = ['--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--allowImportingTsExtensions'];
  const where = ['--rootDir', 'src', '--outDir', folder, ...entries.map((entry) => join('src', `${entry}.ts`))];
  await promisify(execFile)(process.execPath, [
    join('node_modules', 'typescript', 'bin', 'tsc'),
    ...only,
    ...as,
    ...where,
  ]);
}

async function flatten(entry, readModule, given) {
  const { title, exports, reexports } = await readModule(entry);
  const wanted = [...[...exports].map((name) => [entry, name]), ...reexports];
  const homes = await Promise.all(wanted.map(([path, name]) => homeOf(path, name, readModule)));
  const exported = new Set(homes.map(({ key }) => key));
  const declared = new Map();
  const imported = new Map();
  const texts = [];

  const add = async ({ path, name, key }) => {
    const from = given.get(key) ?? (path.endsWith('.d.ts') ? undefined : path);
    if (from !== undefined) return note(imported, from, name);
    if (declared.get(name) === path) return;
    if (declared.has(name)) throw new Error(`Two types are named ${name}: in ${declared.get(name)} and ${path}.`);
    declared.set(name, path);

    const { declarations, imports } = await readModule(path);
    const text = declarations.get(name);
    texts.push(exported.has(key) ? text : text.replace(/^export /m, ''));
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
    for (const word of new Set(code.match(/[A-Za-z_$][\w$]*/g))) {
      if (word === name || !(declarations.has(word) || imports.has(word))) continue;
      await add(await homeOf(imports.get(word) ?? path, word, readModule));
    }
  };
  const passedOn = new Map();
  for (const home of homes) {
    const from = given.get(home.key);
    if (from === undefined) await add(home);
    else note(passedOn, from, home.name);
  }

  const body = texts.join('\n');
  const head = [
    ...(title === undefined ? [] : [title]),
    // In no yearly edition of the language yet.
    ...(/\bAsyncDisposable\b/.test(body) ? ['/// <reference lib="esnext.disposable" />'] : []),
    ...sorted(imported).map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}';`),
    ...sorted(passedOn).map(([from, names]) => `export type { ${[...names].sort().join(', ')} } from '${from}';`),
  ];
  return { text: `${[...head, body, 'export {};'].join('\n')}\n`, exported };
}

/** Where a name is declared, over the modules that pass it on. */
async function homeOf(path, name, readModule) {
  const { declarations, reexports } = path.endsWith('.d.ts') ? await readModule(path) : { reexports: [] };
  const [further] = reexports.find(([, each]) => each === name) ?? [];
  if (further !== undefined) return homeOf(further, name, readModule);
  if (declarations?.has(name) === false) throw new Error(`${path} declares no ${name}.`);
  return { path, name, key: `${path}#${name}` };
}

function note(sources, from, name) {
  sources.set(from, (sources.get(from) ?? new Set()).add(name));
}

/** What tsc writes begins each statement, and nothing else but its comment, at the start of a line. */
const COMMENT = String.raw`\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n`;
const KEYWORD = String.raw`(?:export|import|declare|interface|type|const)\b`;
const STATEMENT = new RegExp(
  String.raw`((?:^${COMMENT})*)^(${KEYWORD}[\s\S]*?)(?=\n(?:${COMMENT})*${KEYWORD}|\n?(?![\s\S]))`,
  'gm',
);

function splitModule(text, path) {
  if (/import\(["']/.test(text)) throw new Error(`${path} has a type that it does not import by name.`);
  const module = { title: undefined, declarations: new Map(), exports: new Set(), imports: new Map(), reexports: [] };

  for (const [, comment, statement] of text.matchAll(STATEMENT)) {
    const [, list, from] = /^(?:import|export)(?: type)? \{([^}]*)\} from '([^']+)'/.exec(statement) ?? [];
    const [, name] = /^(?:export )?(?:declare )?(?:interface|type|function|const|class) ([\w$]+)/.exec(statement) ?? [];
    if (from !== undefined) {
      if (comment !== '') module.title ??= comment.trimEnd();
      const source = from.startsWith('.') ? normalize(join(dirname(path), from.replace(/\.tsx?$/, '.d.ts'))) : from;
      const names = list.split(',').map((part) => part.trim().replace(/^type /, ''));
      for (const each of names.filter((part) => part !== '')) {
        if (each.includes(' as ')) throw new Error(`${path} renames ${each}: name it as its module does.`);
        if (statement.startsWith('import')) module.imports.set(each, source);
        else module.reexports.push([source, each]);
      }
    } else if (name !== undefined) {
      // Overloads of a function share its name.
      const earlier = module.declarations.get(name);
      module.declarations.set(name, `${earlier === undefined ? '' : `${earlier}\n`}${comment}${statement}`);
      if (statement.startsWith('export')) module.exports.add(name);
    } else if (statement.trim() !== 'export {};') {
      throw new Error(`${path} has a statement that cannot be moved: ${statement.split('\n')[0]}`);
    }
  }
  return module;
}

function cached(read) {
  const known = new Map();
  return (path) => {
    if (!known.has(path)) known.set(path, read(path));
    return known.get(path);
  };
}

function sorted(map) {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
