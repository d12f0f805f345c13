import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV, here, PRODUCT, startServer } from './children.mjs';
import { realOrMadeUp } from './ips.mjs';
import { row } from './row.mjs';

const ROUNDS = 21;

/** Whole processes from start to exit, in turn, beside `node -e 0` in the same round. */
export const startUp = {
  title: 'From start to exit, whole process',
  async *rows(folder) {
    const server = await startServer((port) => [here('servers/bare.mjs'), port], folder);
    try {
      await keepList(folder);
      const commands = {
        'node -e 0': ['-e', '0'],
        'start/version': [PRODUCT, '--version'],
        'start/help': [PRODUCT, '--help'],
        'start/replay-dry-run': [PRODUCT, 'replay', 'text', '--dry-run'],
        'start/replay': [PRODUCT, 'replay', 'text', '--to', `${server.origin}/webhook`],
        'start/ips-list': [PRODUCT, 'ips', 'list'],
      };
      const tookMs = measure(commands, folder);
      const peer = { name: 'node -e 0', figures: tookMs['node -e 0'] };
      for (const [id, [, ...args]] of Object.entries(commands).slice(1)) {
        const what = args.map((arg) => (arg.startsWith('http:') ? 'URL' : arg)).join(' ');
        yield row({ id, what, unit: 'ms', ours: tookMs[id], peer });
      }
    } finally {
      server.end();
    }
  },
};

/** The first round fills the caches and does not count. */
function measure(commands, folder) {
  const tookMs = Object.fromEntries(Object.keys(commands).map((id) => [id, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [id, args] of Object.entries(commands)) {
      const ms = wallMs(args, folder);
      if (round > 0) tookMs[id].push(ms);
    }
  }
  return tookMs;
}

async function keepList(folder) {
  const path = join(folder, 'list.txt');
  await writeFile(path, `${(await realOrMadeUp()).join('\n')}\n`);
  wallMs([PRODUCT, 'ips', 'refresh', '--input', path], folder);
}

function wallMs(args, cwd) {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env: ENV });
  const tookMs = performance.now() - startedMs;
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return tookMs;
}
