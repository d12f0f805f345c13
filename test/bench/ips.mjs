import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ENV, PRODUCT, runAside } from './children.mjs';
import { row } from './row.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const REAL_LIST = join(root, '../shared/data/as32934/radb-2026-02-18.prefixes.txt');
const TIMES = 100;

const ROUNDS = 5;

/** Reading and collapsing the list of 2026, and one a hundred times as long, beside bgpq4 and aggregate in the same rounds. */
export const ips = {
  title: 'Reading and collapsing a list of prefixes',
  async *rows(folder) {
    const parts = await bundled(folder);
    const list = await realOrMadeUp();
    for (const [id, prefixes] of [
      ['list', list],
      ['long', longer(list)],
    ]) {
      const { inProcess, whole, bgpq4, aggregate } = await compareOne(prefixes, parts, folder);
      const what = `${prefixes.length.toLocaleString('en-US')} prefixes`;
      yield row({ id: `ips/${id}/in-process`, what: `${what}, in the process`, unit: 'ms', ours: inProcess });
      for (const [peerId, name, figures] of [
        ['bgpq4', 'bgpq4 -A, from loopback', bgpq4],
        ['aggregate', 'aggregate -q, IPv4 alone', aggregate],
      ]) {
        if (figures === undefined) continue;
        const ours = { id: `ips/${id}/${peerId}`, what: `${what}, ips refresh --input`, unit: 'ms', ours: whole };
        yield row({ ...ours, peer: { name, figures } });
      }
    }
  },
};

async function compareOne(prefixes, { collapse, familyOf, parsePrefix, whoisAnswering }, folder) {
  const ipv4 = prefixes.filter((prefix) => !prefix.includes(':'));
  const [listPath, ipv4Path] = [join(folder, 'list.txt'), join(folder, 'ipv4.txt')];
  await Promise.all([writeFile(listPath, lines(prefixes)), writeFile(ipv4Path, lines(ipv4))]);
  const server = await whoisAnswering(prefixes);

  const inProcess = () => {
    const startedMs = performance.now();
    collapse(prefixes.map((prefix) => parsePrefix(prefix, familyOf(prefix)).prefix));
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
      tookMs += (await runAside('bgpq4', args)).tookMs;
    }
    return tookMs;
  };
  const sides = {
    inProcess,
    whole: () => refresh(listPath, folder),
    ...(isThere('bgpq4') && { bgpq4: byBgpq4 }),
    ...(isThere('aggregate') && {
      aggregate: () => run('sh', ['-c', `aggregate -q < "$1"`, 'sh', ipv4Path], folder).tookMs,
    }),
  };
  const took = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, measure] of Object.entries(sides)) {
        const tookMs = await measure();
        if (round > 0) took[name].push(tookMs);
      }
    }
    return took;
  } finally {
    await server.close();
  }
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

function isThere(program) {
  return spawnSync(program, ['--version'], { env: ENV }).error === undefined;
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
export async function realOrMadeUp() {
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
