import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV, freePort, here, PRODUCT, startServer } from './children.mjs';
import { realOrMadeUp } from './ips.mjs';
import { row } from './row.mjs';

const ROUNDS = 21;
const FRAME_ROUNDS = 11;

const READY = 'READY-TO-START';
const DONE = 'IT-IS-DONE';
/** Ink tells the terminal so that a frame is whole. */
const FRAME_END = '\u001b[?2026l';

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
      yield* firstFrameRows(folder);
    } finally {
      server.end();
    }
  },
};

/** In a terminal of their own (Debian's bsdutils): until the first frame is there, beside until `node -e 0` has ended. */
async function* firstFrameRows(folder) {
  if (spawnSync('script', ['--version']).error !== undefined) return;
  const tookMs = { ours: [], node: [] };
  for (let round = 0; round <= FRAME_ROUNDS; round += 1) {
    const listen = `exec ${process.execPath} ${PRODUCT} listen --no-tunnel --port ${await freePort()}`;
    const took = {
      node: await terminalMs(`${process.execPath} -e 0; echo ${DONE}`, DONE, folder),
      ours: await terminalMs(listen, FRAME_END, folder),
    };
    if (round > 0) for (const name of ['ours', 'node']) tookMs[name].push(took[name]);
  }
  const peer = { name: 'node -e 0', figures: tookMs.node };
  yield row({ id: 'start/listen-first-frame', what: 'listen, first frame', unit: 'ms', ours: tookMs.ours, peer });
}

/** From when the shell of a terminal has come up to when this text is on its screen; then `q` is pressed. */
async function terminalMs(command, awaited, cwd) {
  const line = `stty rows 24 cols 80; echo ${READY}; ${command}`;
  const child = spawn('script', ['-qfec', line, '/dev/null'], { cwd, env: { ...ENV, TERM: 'xterm-256color' } });
  const exited = once(child, 'exit');
  // What runs in it may have ended by itself.
  child.stdin.on('error', () => {});
  let screen = '';
  let startedMs;
  for await (const chunk of child.stdout) {
    screen += chunk;
    if (startedMs === undefined && screen.includes(READY)) startedMs = performance.now();
    if (screen.includes(awaited)) break;
  }
  const endedMs = performance.now();
  if (!screen.includes(awaited)) throw new Error(`${command} showed no ${JSON.stringify(awaited)}: ${screen}`);
  child.stdin.end('q');
  await exited;
  return endedMs - startedMs;
}

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
