import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { row } from './row.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Reading a webhook beside a bare JSON.parse of the same bytes. */
export const knowledge = {
  title: 'Reading a webhook, in the process',
  async *rows(folder) {
    const { grow, encode, parseBody, notificationsOf, inspect } = await bundled(folder);
    const sides = {
      parse: (rawBody) => JSON.parse(decode(rawBody)),
      describe: (rawBody) => notificationsOf(parseBody(rawBody).value),
      inspect: (rawBody) => {
        const { value } = parseBody(rawBody);
        return [notificationsOf(value), inspect(value)];
      },
    };
    for (const [id, what, name, sizeBytes, turns, repeats] of [
      ['1kb', '1 KB of text', 'messages/text', 1_024, 101, 500],
      ['3mb-history', '3 MB of history', 'history/history', 3 * 1_048_576, 31, 1],
      ['3mb-texts', '3 MB of texts', 'messages/text', 3 * 1_048_576, 31, 1],
    ]) {
      const fixture = JSON.parse(await readFile(join(root, 'fixtures', `${name}.json`), 'utf8'));
      const us = compare(sides, encode(grown(grow, encode, fixture, sizeBytes)), turns, repeats);
      const peer = { name: 'JSON.parse', figures: us.parse };
      yield row({ id: `read/${id}`, what: `${what}, parsed + described`, unit: 'us', ours: us.describe, peer });
      yield row({ id: `read/${id}/inspect`, what: `${what}, and inspected`, unit: 'us', ours: us.inspect, peer });
    }
    const ours = await importCost(folder);
    yield row({ id: 'read/import-schemas', what: 'what importing the schemas adds', unit: 'ms', ours });
  },
};

/** One bundle of the knowledge, since Node 20 reads no TypeScript. */
async function bundled(folder) {
  const outfile = join(folder, 'knowledge.mjs');
  await bundle(outfile, [
    `export { grow } from './src/webhook/grow.ts';`,
    `export { encode } from './src/webhook/meta-json.ts';`,
    `export { parseBody, notificationsOf } from './src/webhook/payload.ts';`,
    `export { inspect } from './src/webhook/inspect.ts';`,
  ]);
  return import(pathToFileURL(outfile).href);
}

/** What the schemas add to a start: a fresh process each time, with them and without. */
async function importCost(folder) {
  const without = join(folder, 'without.mjs');
  const withSchemas = join(folder, 'with.mjs');
  await bundle(without, [`export { notificationsOf } from './src/webhook/payload.ts';`]);
  await bundle(withSchemas, [
    `export { notificationsOf } from './src/webhook/payload.ts';`,
    `export { inspect } from './src/webhook/inspect.ts';`,
  ]);
  const took = (file) => {
    const script = `const t=performance.now();await import(${JSON.stringify(pathToFileURL(file).href)});console.log(performance.now()-t)`;
    return Number(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout);
  };
  return Array.from({ length: 21 }, () => {
    const bare = took(without);
    return took(withSchemas) - bare;
  });
}

async function bundle(outfile, lines) {
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
  });
}

function compare(sides, rawBody, turns, repeats) {
  const us = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  for (let turn = 0; turn < turns + 3; turn += 1) {
    for (const [side, read] of Object.entries(sides)) {
      const start = performance.now();
      for (let repeat = 0; repeat < repeats; repeat += 1) read(rawBody);
      // The first three turns warm up.
      if (turn >= 3) us[side].push(((performance.now() - start) * 1_000) / repeats);
    }
  }
  return us;
}

function grown(grow, encode, fixture, sizeBytes) {
  const growth = grow(fixture, sizeBytes, encode);
  if (!growth.ok) throw new Error(growth.reason);
  return growth.payload;
}

function decode(rawBody) {
  return new TextDecoder().decode(rawBody);
}
