import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { median } from './median.mjs';

/**
 * `node test/bench/knowledge.mjs`: reading a webhook beside a bare JSON.parse of the same bytes. The sides take turns, so
 * that a busy machine is busy for all of them; the ratios are medians of the turns.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-knowledge-'));
try {
  const { grow, encode, parseBody, notificationsOf, inspect } = await bundled();
  await importCost();

  const sides = {
    'JSON.parse': (rawBody) => JSON.parse(decode(rawBody)),
    'parse + describe': (rawBody) => notificationsOf(parseBody(rawBody).value),
    'parse + describe + inspect': (rawBody) => {
      const { value } = parseBody(rawBody);
      return [notificationsOf(value), inspect(value)];
    },
  };

  say(`Reading webhooks on Node ${process.versions.node}, median of each turn; x is to JSON.parse in the same turn.`);
  say(`${''.padEnd(30)}${'us'.padStart(12)}${'x'.padStart(8)}`);
  for (const [name, sizeBytes, turns, repeats] of [
    ['messages/text', 1_024, 101, 500],
    ['history/history', 3 * 1_048_576, 31, 1],
    ['messages/text', 3 * 1_048_576, 31, 1],
  ]) {
    const fixture = JSON.parse(await readFile(join(root, 'fixtures', `${name}.json`), 'utf8'));
    const rawBody = encode(grown(grow, encode, fixture, sizeBytes));
    say('');
    say(`${name}, ${rawBody.byteLength.toLocaleString('en-US')} bytes, ${notificationsOf(fixture).length} told`);
    for (const [side, { us, ratio }] of Object.entries(compare(sides, rawBody, turns, repeats)))
      say(`${side.padEnd(30)}${us.toFixed(us < 100 ? 1 : 0).padStart(12)}${ratio.toFixed(2).padStart(8)}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** One bundle of the knowledge, since Node 20 reads no TypeScript. */
async function bundled() {
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
async function importCost() {
  const { spawnSync } = await import('node:child_process');
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
  const added = Array.from({ length: 21 }, () => {
    const bare = took(without);
    return took(withSchemas) - bare;
  });
  say(`Importing the schemas adds ${median(added).toFixed(1)} ms (median of ${added.length}).`);
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
  const bare = us['JSON.parse'];
  return Object.fromEntries(
    Object.entries(us).map(([side, each]) => [
      side,
      { us: median(each), ratio: median(each.map((value, turn) => value / bare[turn])) },
    ]),
  );
}

function grown(grow, encode, fixture, sizeBytes) {
  const growth = grow(fixture, sizeBytes, encode);
  if (!growth.ok) throw new Error(growth.reason);
  return growth.payload;
}

function decode(rawBody) {
  return new TextDecoder().decode(rawBody);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
