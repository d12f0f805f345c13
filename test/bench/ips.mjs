import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ENV, PRODUCT } from './children.mjs';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const REAL_LIST = join(root, '../shared/data/as32934/radb-2026-02-18.prefixes.txt');
const TIMES = 100;

/** Reading and collapsing the list of 2026, and one a hundred times as long, beside bgpq4 and aggregate in the same rounds. */
export async function compareLists({ rounds }) {
  const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-bench-ips-'));
  try {
    const parts = await bundled(folder);
    const list = await realOrMadeUp();
    const lists = [list, longer(list)];
    const measured = [];
    for (const prefixes of lists) measured.push(await compareOne(prefixes, parts, folder, rounds));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `ips list` beside an empty Node, from start to exit. */
export async function compareListStartUp({ rounds, folder }) {
  const path = join(folder, 'list.txt');
  await writeFile(path, `${(await realOrMadeUp()).join('\n')}\n`);
  run(process.execPath, [PRODUCT, 'ips', 'refresh', '--input', path], folder);
  const commands = {
    'node -e 0': ['-e', '0'],
    'wa-webhook --version': [PRODUCT, '--version'],
    'wa-webhook ips list': [PRODUCT, 'ips', 'list'],
  };
  const names = Object.keys(commands);
  const rows = Array.from({ length: rounds + 1 }, () =>
    names.map((name) => run(process.execPath, commands[name], folder).tookMs),
  ).slice(1);
  return names.map((name, n) => ({
    name,
    tookMs: median(rows.map((row) => row[n])),
    ratio: median(rows.map((row) => row[n] / row[0])),
  }));
}

export function listLines(measured) {
  const width = 40;
  const rows = measured.flatMap(({ prefixes, collapsed, sides }) => [
    '',
    `${prefixes.toLocaleString('en-US')} prefixes, collapsed to ${collapsed.toLocaleString('en-US')}`,
    ...sides.map(
      ({ name, tookMs }) => `${name.padEnd(width)}${tookMs === undefined ? '-' : tookMs.toFixed(1).padStart(10)}`,
    ),
  ]);
  return ['Reading and collapsing a list, median ms of each; - where the peer is not installed.', ...rows];
}

async function compareOne(prefixes, { collapse, familyOf, parsePrefix, whoisAnswering }, folder, rounds) {
  const ipv4 = prefixes.filter((prefix) => !prefix.includes(':'));
  const [listPath, ipv4Path] = [join(folder, 'list.txt'), join(folder, 'ipv4.txt')];
  await Promise.all([writeFile(listPath, lines(prefixes)), writeFile(ipv4Path, lines(ipv4))]);
  const server = await whoisAnswering(prefixes);

  let collapsed = 0;
  const inProcess = () => {
    const startedMs = performance.now();
    collapsed = collapse(prefixes.map((prefix) => parsePrefix(prefix, familyOf(prefix)).prefix)).length;
    return performance.now() - startedMs;
  };
  // Each family is a question of its own to bgpq4. It must not wait for a server that waits for it.
  const byBgpq4 = async () => {
    let tookMs = 0;
    for (const [family, length] of [
      ['-4', '32'],
      ['-6', '128'],
    ]) {
      const args = ['-h', server.name, family, '-A', '-R', length, '-F', '%n/%l\n', 'AS32934'];
      tookMs += await runAside('bgpq4', args);
    }
    return tookMs;
  };
  const sides = {
    'ours, parse + collapse in the process': inProcess,
    'ours, ips refresh --input, whole process': () => refresh(listPath, folder),
    'bgpq4 -A -R, both families, from loopback': byBgpq4,
    'aggregate -q, IPv4 alone': () => run('sh', ['-c', `aggregate -q < "$1"`, 'sh', ipv4Path], folder).tookMs,
  };
  const missing = { bgpq4: isMissing('bgpq4'), aggregate: isMissing('aggregate') };
  const took = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, measure] of Object.entries(sides)) {
        if (missing[name.split(' ')[0]]) continue;
        const tookMs = await measure();
        if (round > 0) took[name].push(tookMs);
      }
    }
  } finally {
    await server.close();
  }
  const rows = Object.entries(took).map(([name, ms]) => ({ name, tookMs: ms.length === 0 ? undefined : median(ms) }));
  return { prefixes: prefixes.length, collapsed, sides: rows };
}

/** A state folder of its own each time: nothing to compare with, and nothing that grows. */
async function refresh(listPath, folder) {
  const stateDir = await mkdtemp(join(folder, 'state-'));
  const { tookMs } = run(
    process.execPath,
    [PRODUCT, 'ips', 'refresh', '--input', listPath, '--state-dir', stateDir],
    folder,
  );
  await rm(stateDir, { recursive: true });
  return tookMs;
}

function run(program, args, cwd) {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(program, args, { cwd, env: ENV, maxBuffer: 2 ** 26 });
  const tookMs = performance.now() - startedMs;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return { tookMs };
}

async function runAside(program, args) {
  const startedMs = performance.now();
  const child = spawn(program, args, { env: ENV, stdio: 'ignore' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
  return performance.now() - startedMs;
}

function isMissing(program) {
  return spawnSync(program, ['--version'], { env: ENV }).error !== undefined;
}

/** One bundle of what is measured, since Node 20 reads no TypeScript. */
async function bundled(folder) {
  const outfile = join(folder, 'parts.mjs');
  await build({
    stdin: {
      contents: [
        `export { collapse, parsePrefix } from './src/allowlist/prefixes.ts';`,
        `export { familyOf } from './src/allowlist/families.ts';`,
        `export { whoisAnswering } from './test/support/whois-answering.ts';`,
      ].join('\n'),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** The real list lies beside the repository; where it does not, one of its size and make. */
async function realOrMadeUp() {
  if (existsSync(REAL_LIST)) return (await readFile(REAL_LIST, 'utf8')).trimEnd().split('\n');
  const ipv4 = Array.from({ length: 403 }, (_, n) => `57.${144 + (n >> 8)}.${n & 255}.0/24`);
  return [...ipv4, ...Array.from({ length: 617 }, (_, n) => `2a03:2880:${n.toString(16)}::/48`)];
}

/** The same again and again, each time somewhere else on the Internet. */
function longer(prefixes) {
  return Array.from({ length: TIMES }, (_, n) => prefixes.map((prefix) => moved(prefix, n))).flat();
}

function moved(prefix, n) {
  if (prefix.includes(':'))
    return prefix.replace(
      /^[^:]+/,
      (2 * 4096 + 1024 + ((Number.parseInt(prefix, 16) * 3 + n * 16) % 2048)).toString(16),
    );
  return prefix.replace(/^\d+/, (first) => String(FIRST_OCTETS[(Number(first) * 3 + n) % FIRST_OCTETS.length]));
}

/** Those that hold nothing special. */
const FIRST_OCTETS = Array.from({ length: 222 }, (_, n) => n + 1).filter(
  (octet) => ![10, 100, 127, 169, 172, 192, 198, 203].includes(octet),
);

function lines(prefixes) {
  return `${prefixes.join('\n')}\n`;
}
