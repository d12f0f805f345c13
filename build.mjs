import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/** Small stand-ins for modules that the bundle must not carry. */
const replacements = {
  // localtunnel's `debug` is called as a CommonJS function; Node has one of its own, behind NODE_DEBUG.
  debug: "module.exports = (name) => require('node:util').debuglog(name);",
  // Ink's developer tools would start with DEV=true, which users set for programs of theirs.
  './devtools.js': '',
  // commander starts programs for subcommands that are files of their own, which ours are not; loading it is a fifth of `--version`.
  'node:child_process': 'module.exports = {};',
};

/** Of all that package.json says, the program needs one thing. */
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(debug|\.\/devtools\.js)$/ }, ({ path }) => ({ path, namespace: 'stand-in' }));
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('node_modules/commander/') ? { path, namespace: 'stand-in' } : undefined,
    );
    onLoad({ filter: /^[^:]*\/package\.json$/ }, ({ path }) =>
      path === resolve('package.json') ? { contents: JSON.stringify({ version }), loader: 'json' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({ contents: replacements[path], loader: 'js' }));
  },
};

const { metafile, outputFiles } = await build({
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
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  plugins: [standIns],
});

// Only a build that succeeded replaces the last one.
await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
await writeFile('dist/THIRD_PARTY_NOTICES', await notices(metafile));

/** MIT and its kin ask for their text to travel along: one section for each package whose code is in the bundle. */
async function notices({ inputs }) {
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }

  const sections = await Promise.all([...folders].sort().map(notice));
  return `${sections.join('\n\n')}\n`;
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const texts = await Promise.all(
    ['LICENSE', 'LICENSE.md', 'license', 'license.md', 'LICENSE.txt', 'LICENCE'].map((file) =>
      readFile(join(dirname(join(folder, 'x')), file), 'utf8').catch(() => ''),
    ),
  );
  const text = texts.find((candidate) => candidate !== '') ?? '';
  return `${name} ${version} (${license})\n${text.trim()}`.trim();
}
