import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { build, transform } from 'esbuild';
import { declarationsOf } from './build-types.mjs';

/** Small stand-ins for modules that the bundle must not carry. */
const replacements = {
  // localtunnel's `debug` is called as a CommonJS function; Node has one of its own, behind NODE_DEBUG.
  debug: "module.exports = (name) => require('node:util').debuglog(name);",
  // commander starts programs for subcommands that are files of their own, which ours are not; loading it is a fifth of `--version`.
  'node:child_process': 'export const spawn = undefined;',
  // chalk asks whether there is a terminal wherever it is loaded, and node:tty takes a tenth of an empty run to load.
  'node:tty': `
    const { fstatSync } = require('node:fs');
    exports.isatty = (descriptor) => fstatSync(descriptor).isCharacterDevice() && require('node:tty').isatty(descriptor);`,
};

/** They ask for their text to travel along, and for nothing more. */
const LICENCES = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);

/** Under MIT, as we are, but published without the text: its copyright line, as its files have it. */
const OWNERS = { 'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.' };

/** Of all that package.json says, the program needs one thing. */
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: 'stand-in' }));
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('node_modules/commander/') ? { path, namespace: 'stand-in' } : undefined,
    );
    onResolve({ filter: /^node:tty$/ }, ({ path, importer }) =>
      importer.includes('node_modules/chalk/') ? { path, namespace: 'stand-in' } : undefined,
    );
    onLoad({ filter: /^[^:]*\/package\.json$/ }, ({ path }) =>
      path === resolve('package.json') ? { contents: JSON.stringify({ version }), loader: 'json' } : undefined,
    );
    // As CommonJS inside a bundle it is read twice by the engine, and the names of whole modules are copied.
    onLoad({ filter: /[/\\]commander[/\\]esm\.mjs$/ }, async ({ path }) => {
      const names = await readFile(join(dirname(path), 'index.js'), 'utf8');
      return { contents: names.replace(COMMANDER_IMPORT, 'export {$1} from $2;').replace(/^exports\.\w+ = .*$/gm, '') };
    });
    onLoad({ filter: /[/\\]commander[/\\]lib[/\\]\w+\.js$/ }, async ({ path }) => ({
      contents: asModule(await readFile(path, 'utf8')),
    }));
    // Its own entry awaits at the top level, which CommonJS cannot; and there is nothing else to do meanwhile.
    onLoad({ filter: /[/\\]yoga-layout[/\\]dist[/\\]src[/\\]index\.js$/ }, async ({ path }) => {
      const glue = resolve(dirname(path), '../binaries/yoga-wasm-base64-esm.js');
      const [, base64] = /"data:application\/octet-stream;base64,([\w+/=]+)"/.exec(await readFile(glue, 'utf8'));
      return { contents: yogaAtOnce(base64), resolveDir: dirname(path) };
    });
    onLoad({ filter: /[/\\]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return {
        contents: text
          .replace(/"data:application\/octet-stream;base64,[\w+/=]+"/, '""')
          .replace('import.meta.url', '""'),
      };
    });
    // Ink's developer tools would start with DEV=true, which users set for programs of theirs; and Ink waits for them.
    onLoad({ filter: /[/\\]ink[/\\]build[/\\]reconciler\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/await (import\('\.\/devtools\.js'\)|loadPackageJson\(\))/g, 'undefined') };
    });
    // All that supertap asks of it is to write plain YAML; what makes functions of text must not travel along.
    onLoad({ filter: /[/\\]js-yaml[/\\]lib[/\\]js-yaml\.js$/ }, ({ path }) => ({
      contents: "exports.safeDump = require('./js-yaml/dumper').safeDump;",
      resolveDir: dirname(path),
    }));
    onLoad({ filter: /[/\\]js-yaml[/\\]schema[/\\]default_full\.js$/ }, ({ path }) => ({
      contents: "module.exports = require('./default_safe');",
      resolveDir: dirname(path),
    }));
    // For engines that know neither `global` nor `self`.
    onLoad({ filter: /[/\\]lodash[/\\](_root|lodash)\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace("|| Function('return this')()", '') };
    });
    onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({ contents: replacements[path], loader: 'js' }));
  },
};

const COMMANDER_IMPORT = /^const \{([^}]+)\} = require\(('[^']+')\);$/gm;

/** A CommonJS file of commander as an ES module. Of the modules of Node it takes what it calls, and `process` is global. */
function asModule(text) {
  return text
    .replace(COMMANDER_IMPORT, 'import {$1} from $2;')
    .replace(/^const process = require\('node:process'\);$/m, '')
    .replace(/^const (\w+) = require\(('[^']+')\)\.\1;$/gm, 'import { $1 } from $2;')
    .replace(/^const (\w+) = require\(('[^']+')\);$/gm, (_, name, module) => {
      const called = new Set([...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(`, 'g'))].map(([, each]) => each));
      const imported = [...called].map((each) => `${each} as ${name}_${each}`);
      const held = [...called].map((each) => `${each}: ${name}_${each}`);
      return `import { ${imported} } from ${module};\nconst ${name} = { ${held} };`;
    })
    .replace(/^exports\.(\w+) = \1;.*$/gm, 'export { $1 };');
}

const yogaAtOnce = (base64) => `
  import loadYoga from '../binaries/yoga-wasm-base64-esm.js';
  import wrapAssembly from './wrapAssembly.js';
  export * from './generated/YGEnums.js';

  const yoga = {
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from('${base64}', 'base64')), imports);
      done(instance);
      return instance.exports;
    },
  };
  loadYoga(yoga);
  export default wrapAssembly(yoga);
`;

const options = {
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  jsx: 'automatic',
  minify: true,
  legalComments: 'none',
  metafile: true,
  // Its other file holds lodash and more in one piece, and so hides whose notices belong to it.
  alias: { 'junit-report-builder': './node_modules/junit-report-builder/dist/index.es.js' },
  logOverride: { 'import-is-undefined': 'error' },
  // Without it a user gets development React: five times the CPU per update, and a leak in long runs.
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [standIns],
};

/** What takes long to load of Node, and is used by calling it. */
const LATER = ['child_process', 'crypto', 'fs/promises', 'os', 'v8', 'zlib'];

/** Such modules are loaded by the first call: most runs never come to the calls that the files they load provide for. */
const loadedByCall = {
  name: 'loaded-by-call',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^node:(${LATER.join('|')})$`);
    onResolve({ filter }, ({ path, importer, namespace, pluginData }) => {
      if (namespace !== 'file' || !importer.startsWith(resolve('src'))) return undefined;
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
 * They take functions of it, and nothing else. With `?replay`, it is so for the copy of that command, see {@link COPIED}.
 */
const SELDOM = {
  'src/ui/text.ts': ['ui/paint', 'ui/text-*'],
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
  'src/delivery/deliver.ts?replay': ['delivery/wire/open-socket', 'delivery/tls-failure'],
  'src/delivery/compose.ts?replay': ['webhook/grow'],
  'src/delivery/arrange.ts?replay': ['webhook/batch'],
  'src/webhook/payload.ts?replay': ['webhook/describe', 'webhook/json-fault-reason'],
  'src/webhook/identity.ts?replay': ['webhook/identity/people', 'webhook/identity/talk'],
};
/** What those take at every run, so that a file of its own would only take longer. */
const OFTEN = ['ui/text-line', 'ui/text-load', 'ui/text-note', 'ui/text-replay'];

const isAmong = (list, path) =>
  list.some((each) => new RegExp(`[/\\\\]src[/\\\\]${each.replace('*', '[\\w-]+')}\\.ts$`).test(path));

/** As {@link loadedByCall}. `atOnce` is gone when it is all CommonJS: {@link asCommonJs} makes it a plain `require`. */
const seldomByCall = {
  name: 'seldom-by-call',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
      const full = resolve(resolveDir, path);
      const suffix = pluginData === undefined ? '' : `?${pluginData.command}`;
      const by = relative('.', importer);
      const list = SELDOM[by] ?? SELDOM[by + suffix];
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

/** The commands that are typed and scripted most. Each copy makes the package larger. */
const COPIED = new Set(['replay', 'ips', 'events', 'fixtures']);

/** What scripts call again and again: it shares with its own command what is loaded by then, and nothing more. */
const ALONE = { command: 'ips', name: 'ips-list', path: resolve('src/commands/ips/run-list.ts') };

/** It opens for `listen` alone. */
const SCREEN = resolve('src/ui/tui');

/**
 * Fewer files for a command: esbuild gives each set of modules that some entry points share a file of its own, and each
 * takes as long to load as five kilobytes of program. So these commands have their own copy of what they share with others
 * (one runs at a time), but for what every command needs; and what is imported later imports here what is loaded by then
 * in any case, so that there are fewer different sets.
 */
function copyForCommands({ ofAll, ofAlone }, earlier = new Map()) {
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
function dominators(metafile, start) {
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

/**
 * An entry point that others import too is a file of names for esbuild, in front of the file that has them: they are told
 * there, and whoever wants the one takes the other. Nor need a file be loaded that holds helpers of esbuild and is not used.
 */
function withoutFacades(files, { outputs }) {
  const texts = new Map(files.map(({ path, text }) => [basename(path), text]));
  const renamed = new Map();
  for (const [name, text] of texts) {
    const [, bare, namesText = '', from, exportsText = ''] = FACADE.exec(text) ?? [];
    const behind = from ?? bare;
    if (behind === undefined) continue;
    const local = new Map(pairsIn(namesText).map(([imported, as]) => [as, imported]));
    const own = new Map(pairsIn(EXPORTS.exec(texts.get(behind))?.[1] ?? '').map(([declared, as]) => [as, declared]));
    const added = pairsIn(exportsText).map(([declared, as]) => `${own.get(local.get(declared))} as ${as}`);
    if (added.length > 0) texts.set(behind, `${texts.get(behind)}export{${added.join(',')}};`);
    texts.delete(name);
    if (name === 'main.cjs') renamed.set(behind, name);
    else renamed.set(name, behind);
  }

  const empty = Object.keys(outputs).filter((path) => Object.keys(outputs[path].inputs).length === 0);
  const unused = new RegExp(`import"\\./(${empty.map((path) => basename(path)).join('|')})";`, 'g');
  const nameOf = (name) => (renamed.has(name) ? nameOf(renamed.get(name)) : name);
  return [...texts].map(([name, text]) => ({
    path: join('dist', nameOf(name)),
    text: text.replace(unused, '').replace(/"\.\/([\w-]+\.cjs)"/g, (_, file) => `"./${nameOf(file)}"`),
  }));
}

const FACADE =
  /^(?:import"\.\/([\w-]+\.cjs)";|import\{([^}]*)\}from"\.\/([\w-]+\.cjs)";)(?:import"[^"]*";)*(?:export\{([^}]*)\};)?\s*$/;
const EXPORTS = /export\{([^}]*)\};\s*$/;

/** `a as b,c` as pairs. */
function pairsIn(list) {
  return list
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const [from, as = from] = each.split(' as ');
      return [from, as];
    });
}

/** What a module imports: at once, or later. */
const importsOf = ({ inputs }, path, kind) =>
  inputs[path].imports.filter((each) => each.kind === kind && !each.external);

/** Everything that is loaded with this file. */
function loadedWith(metafile, start) {
  const reached = new Set([start]);
  for (const each of reached) {
    for (const { path } of importsOf(metafile, each, 'import-statement')) reached.add(path);
  }
  return reached;
}

const program = { ...options, outExtension: { '.js': '.cjs' }, plugins: [standIns, loadedByCall, seldomByCall] };
const { metafile: plain } = await build(program);
const loaded = {
  ofAll: pathsWith('src/main.ts', 'src/program.ts'),
  ofAlone: pathsWith(`src/commands/${ALONE.command}.ts`),
};
const copied = await build({ ...program, plugins: [...program.plugins, copyForCommands(loaded)] });
const earlier = dominators(copied.metafile, 'src/main.ts');
const { metafile, outputFiles } = await build({
  ...program,
  plugins: [...program.plugins, copyForCommands(loaded, earlier)],
});
const started = await Promise.all(withoutFacades(outputFiles, metafile).map(asCommonJs));

// What programs and test suites import, beside the program's files: nothing of either is loaded with the other. CommonJS too,
// since jest's `require` takes nothing else; whoever imports gets the names of the very same module.
const LIBRARY = ['index', 'testing'];
const library = await build({
  ...program,
  entryPoints: LIBRARY.map((entry) => `src/${entry}.ts`),
  outdir: 'dist/library',
});
const required = await Promise.all(library.outputFiles.map(asCommonJs));
const types = await declarationsOf(LIBRARY);

// Made of the flags themselves, by the program that reads them.
const schema = await configSchemaText();

const thirdParty = await notices(metafile, library.metafile);

// Only a build that succeeded replaces the last one.
await rm('dist', { recursive: true, force: true });
await mkdir('dist/library', { recursive: true });
await Promise.all([...started, ...required].map(({ path, text }) => writeFile(path, text)));
for (const { entry, text } of types) {
  const { exports } = library.metafile.outputs[`dist/library/${entry}.cjs`];
  const names = `import library from './${entry}.cjs';\nexport const { ${exports.sort().join(', ')} } = library;\n`;
  await writeFile(`dist/library/${entry}.js`, names);
  await writeFile(`dist/library/${entry}.d.ts`, text);
  await writeFile(`dist/library/${entry}.d.cts`, text.replace(/(from '\.\/\w+)\.js'/g, "$1.cjs'"));
}
await copyFile('src/check/profile-schema.json', 'dist/check-profile.schema.json');
await writeFile('dist/config.schema.json', schema);
await writeFile('dist/THIRD_PARTY_NOTICES', thirdParty);
// Printed by the program itself, which takes it from here from now on.
const { stdout: help } = await promisify(execFile)(process.execPath, [join('bin', 'wa-webhook.js'), '--help']);
await writeFile('dist/help.txt', help);

// `node build.mjs FILE` tells there what went in.
const [inputsFile] = process.argv.slice(2);
if (inputsFile !== undefined) await writeFile(inputsFile, JSON.stringify([metafile, library.metafile]));

/**
 * Only ES modules are split by esbuild, and only CommonJS starts at once: Node's loader of ES modules takes longer than all
 * else that `--version` does. A file that is imported later is required then.
 */
async function asCommonJs({ path, text }) {
  const { code } = await transform(text.replace(/\batOnce\(import\(("[^"]+")\)\)/g, 'require($1)'), {
    format: 'cjs',
    platform: 'node',
    target: options.target,
    minify: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
  });
  return { path, text: code };
}

/** Runs the sources that know all flags. They never get to what a command imports when it runs. */
async function configSchemaText() {
  const { outputFiles } = await build({
    ...options,
    entryPoints: undefined,
    stdin: {
      contents: `
        import { wholeProgram } from './src/program.ts';
        import { configSchema } from './src/settings/schema.ts';
        export const text = wholeProgram({}).then((program) => JSON.stringify(configSchema(program)));`,
      resolveDir: '.',
    },
    splitting: false,
    plugins: [standIns],
  });
  const [{ text }] = await Promise.all(outputFiles.map(asCommonJs));
  const module = { exports: {} };
  const names = ['module', 'exports', 'require', '__dirname'];
  compileFunction(text, names)(module, module.exports, createRequire(import.meta.url), import.meta.dirname);
  return `${await module.exports.text}\n`;
}

function pathsWith(...entries) {
  return new Set(entries.flatMap((entry) => [...loadedWith(plain, entry)].map((path) => resolve(path))));
}

/** MIT and its kin ask for their text to travel along: one section for each package whose code is in a bundle. */
async function notices(...metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []));
  const sections = await Promise.all([...folders].sort().map(notice));
  return `${sections.join('\n\n')}\n`;
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (!LICENCES.has(license)) throw new Error(`${name} is under ${license}: may it be shipped?`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const owner = OWNERS[name];
  if (owner !== undefined) texts.push((await readFile('LICENSE', 'utf8')).replace(/^Copyright .*$/m, owner));
  if (texts.length === 0) throw new Error(`${name} brings no text of its licence, which has to travel along.`);
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.replaceAll('\r\n', '\n').trim())].join('\n');
}
