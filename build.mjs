import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { build, transform } from 'esbuild';
import { ALONE, copyForCommands, dominators, loadedWith } from './.build/copy-for-commands.mjs';
import { declarationsOf } from './.build/declarations.mjs';
import { edits } from './.build/edits.mjs';
import { withoutFacades } from './.build/facades.mjs';
import { loadedByCall, seldomByCall } from './.build/loaded-by-call.mjs';
import { notices } from './.build/notices.mjs';
import { standIns } from './.build/stand-ins.mjs';

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
  plugins: [standIns, edits],
};

const program = {
  ...options,
  outExtension: { '.js': '.cjs' },
  // What is kept of a file is taken for one of its name: see src/start.ts.
  entryNames: '[name]-[hash]',
  plugins: [standIns, edits, loadedByCall, seldomByCall],
};
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
const { files, main } = withoutFacades(outputFiles, metafile, 'src/main.ts');
const started = [...(await Promise.all(files.map(asFunction))), await starter()];

// What programs and test suites import, beside the program's files: nothing of either is loaded with the other. CommonJS too,
// since jest's `require` takes nothing else; whoever imports gets the names of the very same module.
const LIBRARY = ['index', 'testing'];
const library = await build({
  ...program,
  entryPoints: LIBRARY.map((entry) => `src/${entry}.ts`),
  outdir: 'dist/library',
  entryNames: '[name]',
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
async function asCommonJs({ path, text }, { minify = true } = {}) {
  const { code } = await transform(text.replace(/\batOnce\(import\(("[^"]+")\)\)/g, 'require($1)'), {
    format: 'cjs',
    platform: 'node',
    target: options.target,
    minify,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
  });
  return { path, text: code };
}

/**
 * As Node makes a function of CommonJS before it runs it: done here, the text need not be copied at every start. These files
 * require nothing but each other and Node, so that their exports need not be copied either for those who take CommonJS
 * for something else.
 */
async function asFunction({ path, text }) {
  const requiring = text.replace(
    /(?<!\batOnce\()\bimport\(("\.\/[^"]+")\)/g,
    'Promise.resolve().then(()=>require($1))',
  );
  const { text: open } = await asCommonJs({ path, text: requiring }, { minify: false });
  const own = open
    .replace('module.exports = __toCommonJS(stdin_exports);', 'module.exports = stdin_exports;')
    .replace(/^0 && \(module\.exports = \{[^}]*\}\);$/m, '');
  const { code: used } = await transform(own, { treeShaking: true });
  // As an argument, since a function that nobody takes is none to esbuild; `require` is to keep its name.
  const { code } = await transform(`take(function(module,__dirname){${used}})`, { minify: true });
  return { path, text: code.replace('take(function(', '(function(require,') };
}

/** What the command loads by Node's own means, and the program by it. */
async function starter() {
  const contents = `
    import { start } from './src/start.ts';
    start(__dirname, ${JSON.stringify(main)}, { require, process });`;
  const stdin = { contents, resolveDir: '.' };
  const { outputFiles } = await build({ ...options, entryPoints: undefined, stdin, splitting: false, format: 'cjs' });
  const [{ text }] = outputFiles;
  return { path: join('dist', 'start.cjs'), text };
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
