import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  cpuMsOf,
  ENV,
  freePort,
  isAnswering,
  memoryMbOf,
  PRODUCT,
  printBody,
  startLoad,
  startServer,
} from './children.mjs';
import { countAsOwn } from './machine.mjs';
import { row } from './row.mjs';

/**
 * What the terminal UI costs: the same load for `listen` on a screen (tmux's, 80 x 24) and for `listen --json > /dev/null`,
 * steady and flat out; how often the screen is drawn, how long a key takes to be seen, and how memory grows.
 */
const SECONDS = Number(process.env.BENCH_UI_SECONDS ?? 30);
const PER_SECOND = 1_000;
const FLAT_OUT = Number(process.env.BENCH_UI_EVENTS ?? 100_000);
const PARTS = 10;
const CONNECTIONS = 16;
const WARM_UP = 5_000;
/** Looked at no more often, or looking would be what is measured. */
const LOOK_MS = 10;

/** Needs tmux (Debian). */
export const ui = {
  title: `The terminal UI (tmux, 80 x 24) beside --json > /dev/null, 1 KB, ${CONNECTIONS} connections`,
  async *rows(folder) {
    if (spawnSync('tmux', ['-V']).error !== undefined) return;
    const load = startLoad();
    const job = { body: printBody('text', '1kb'), connections: CONNECTIONS };
    const jsonArgs = (port) => [PRODUCT, 'listen', '--no-tunnel', '--json', '--port', port, '--state-dir', 'json'];
    const json = await startServer(jsonArgs, folder);
    const screen = await startScreen(folder);
    try {
      const steady = { json: await measureSteady(json, load, job), screen: await measureSteady(screen, load, job) };
      yield* steadyRows(steady);
      yield* flatOutRows(await measureFlatOut({ json, screen }, load, job));
    } finally {
      screen.end();
      json.end();
      load.end();
    }
  },
};

async function measureSteady(server, load, job) {
  // Warm: what is compiled while it is measured would be measured.
  await load.send({ ...job, origin: server.origin, requests: WARM_UP });

  const cpuBeforeMs = cpuMsOf(server.pid);
  const framesBefore = await server.frames?.();
  const requests = PER_SECOND * SECONDS;
  const keys = server.press === undefined ? undefined : pressWhile(server);
  const { tookMs } = await load.send({ ...job, origin: server.origin, requests, perSecond: PER_SECOND });
  const keyMs = await keys?.stop();
  const frames = server.frames === undefined ? 0 : (await server.frames()) - framesBefore;
  return {
    perSecond: (requests / tookMs) * 1000,
    cpuShare: (cpuMsOf(server.pid) - cpuBeforeMs) / tookMs,
    framesPerSecond: frames / (tookMs / 1000),
    keyMs,
  };
}

/** Part by part in turn: what slows the machine for a while slows both. */
async function measureFlatOut({ json, screen }, load, job) {
  const measured = { json: [], screen: [], memoryMb: { json: [], screen: [] } };
  const noteMemory = () => {
    measured.memoryMb.json.push(memoryMbOf(json.pid));
    measured.memoryMb.screen.push(memoryMbOf(screen.pid));
  };
  noteMemory();
  const requests = FLAT_OUT / PARTS;
  for (let part = 0; part < PARTS; part += 1) {
    const { tookMs: jsonMs } = await load.send({ ...job, origin: json.origin, requests });
    const { tookMs: screenMs } = await load.send({ ...job, origin: screen.origin, requests });
    measured.json.push((requests / jsonMs) * 1000);
    measured.screen.push((requests / screenMs) * 1000);
    noteMemory();
  }
  return measured;
}

/** `listen` in tmux. What is written to the terminal is recorded, to count the frames in it. */
async function startScreen(folder) {
  const port = await freePort();
  const recording = join(folder, 'written');
  const env = { ...ENV, HOME: folder, TMUX_TMPDIR: folder, LANG: 'C.UTF-8', SHELL: '/bin/sh' };
  const tmux = (...args) =>
    execFileSync('tmux', ['-u', '-L', 'bench', '-f', '/dev/null', ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const command = [process.execPath, PRODUCT, 'listen', '--no-tunnel', '--port', String(port)];
  tmux('new-session', '-d', '-x', '80', '-y', '24', `exec ${command.map((word) => `'${word}'`).join(' ')}`);
  tmux('pipe-pane', `cat > '${recording}'`);
  const origin = `http://127.0.0.1:${port}`;
  while (!(await isAnswering(origin))) await sleep(20);
  const pid = Number(tmux('display-message', '-p', '#{pane_pid}'));

  return {
    origin,
    pid,
    // Each frame writes its last line, which begins with these keys or, while help lies above, with those.
    frames: async () => (await readFile(recording, 'latin1')).split('\u001b[2K\u001b[G').length - 1,
    press: async (key, seen) => {
      const startedMs = performance.now();
      tmux('send-keys', key);
      while (!seen.test(tmux('capture-pane', '-p'))) await sleep(LOOK_MS);
      return performance.now() - startedMs;
    },
    end: () => {
      countAsOwn(cpuMsOf(pid) + cpuMsOf(Number(tmux('display-message', '-p', '#{pid}'))));
      spawnSync('tmux', ['-L', 'bench', 'kill-server'], { env });
    },
  };
}

/** Opens and closes the help again and again; answers with how long each took to be seen, tmux's own time included. */
function pressWhile(server) {
  const tookMs = [];
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      tookMs.push(await server.press('?', /^Keys, and/m));
      tookMs.push(await server.press('Escape', /Enter open/));
      await sleep(1_000);
    }
  };
  const running = run();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return tookMs;
    },
  };
}

function* steadyRows({ json, screen }) {
  const beside = (figure) => ({ name: 'listen --json', figures: [figure] });
  const share = `${PER_SECOND.toLocaleString('en-US')} webhooks/s for ${SECONDS} s`;
  yield row({ id: 'ui/rate', what: share, unit: '/s', ours: [screen.perSecond], peer: beside(json.perSecond) });
  const processor = { id: 'ui/cpu', what: `${share}, of one processor`, unit: '%' };
  yield row({ ...processor, ours: [screen.cpuShare * 100], peer: beside(json.cpuShare * 100) });
  yield row({ id: 'ui/frames', what: 'drawn a second meanwhile', unit: '/s', ours: [screen.framesPerSecond] });
  const keys = { unit: 'ms', what: "a key to be seen, tmux's own time included" };
  yield row({ ...keys, id: 'ui/key-median', ours: screen.keyMs });
  yield row({
    ...keys,
    id: 'ui/key',
    what: `the slowest of ${screen.keyMs.length} keys`,
    ours: [Math.max(...screen.keyMs)],
  });
}

function* flatOutRows({ json, screen, memoryMb }) {
  const peer = { name: 'listen --json', figures: json };
  yield row({ id: 'ui/flat-out', what: 'flat out', unit: '/s', ours: screen, peer });
  const [half, whole] = [PARTS / 2, PARTS].map((part) => memoryMb.screen[part]);
  const what = `memory after ${FLAT_OUT.toLocaleString('en-US')} webhooks`;
  yield row({
    id: 'ui/memory',
    what,
    unit: 'MB',
    ours: [whole],
    peer: { name: 'after half of them', figures: [half] },
  });
  const beside = { name: 'listen --json', figures: [memoryMb.json[PARTS]] };
  yield row({ id: 'ui/memory-json', what, unit: 'MB', ours: [whole], peer: beside });
}
