import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

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

/** Of all that package.json says, the program needs one thing. */
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** What is read instead of some files of packages, and why. */
export const standIns = {
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
