import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, transform } from 'esbuild';
import { declarationsOf } from './build-types.mjs';

/** Small stand-ins for modules that the bundle must not carry. */
const replacements = {
  // localtunnel's `debug` is called as a CommonJS function; Node has one of its own, behind NODE_DEBUG.
  debug: "module.exports = (name) => require('node:util').debuglog(name);",
  // commander starts programs for subcommands that are files of their own, which ours are not; loading it is a fifth of `--version`.
  'node:child_process': 'module.exports = {};',
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
    onLoad({ filter: /^[^:]*\/package\.json$/ }, ({ path }) =>
      path === resolve('package.json') ? { contents: JSON.stringify({ version }), loader: 'json' } : undefined,
    );
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
  // Without it a user gets development React: five times the CPU per update, and a leak in long runs.
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [standIns],
};

/**
 * What is loaded at every start, as one file: esbuild gives each set of modules that some entry points share a file of its
 * own, twenty of them, and each takes a millisecond to load. Where every entry point needs all of it, the set is one.
 */
function loadedFirst(entryPoints) {
  return {
    name: 'loaded-first',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]src[/\\].*\.tsx?$/ }, async ({ path }) => {
        if (!entryPoints.has(path)) return undefined;
        const text = await readFile(path, 'utf8');
        return {
          contents: `${text}\nimport ${JSON.stringify(resolve('src/cli.ts'))};`,
          loader: path.endsWith('x') ? 'tsx' : 'ts',
        };
      });
    },
  };
}

const program = { ...options, outExtension: { '.js': '.cjs' } };
const first = await build(program);
const lazy = new Set(
  Object.values(first.metafile.outputs).flatMap(({ entryPoint = '' }) =>
    entryPoint.startsWith('src/') && entryPoint !== 'src/main.ts' ? [resolve(entryPoint)] : [],
  ),
);
const { metafile, outputFiles } = await build({ ...program, plugins: [standIns, loadedFirst(lazy)] });
const started = await Promise.all(outputFiles.map(asCommonJs));

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

// `node build.mjs FILE` tells there what went in.
const [inputsFile] = process.argv.slice(2);
if (inputsFile !== undefined) await writeFile(inputsFile, JSON.stringify([metafile, library.metafile]));

/**
 * Only ES modules are split by esbuild, and only CommonJS starts at once: Node's loader of ES modules takes longer than all
 * else that `--version` does. A file that is imported later is required then.
 */
async function asCommonJs({ path, text }) {
  const { code } = await transform(text, {
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
