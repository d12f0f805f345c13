import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { animation } from './svg.mjs';

/**
 * `node test/recording/record.mjs` after a build: records `listen` on a real terminal (tmux's) while it is used, and writes
 * session.svg beside this file. Text only; what is seen is what the program drew.
 */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PRODUCT = here('../../bin/wa-webhook.js');
const SECRET = 'the secret of the recording';
const PORT = 8090;
const COLUMNS = 100;
const ROWS = 24;

const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-recording-'));
const env = { PATH: process.env.PATH, HOME: folder, TMUX_TMPDIR: folder, LANG: 'C.UTF-8', SHELL: '/bin/sh' };
const tmux = (...args) =>
  execFileSync('tmux', ['-u', '-L', 'recording', '-f', '/dev/null', ...args], { cwd: folder, env, encoding: 'utf8' });

const app = createServer((request, response) => request.resume().on('end', () => response.end())).listen(
  0,
  '127.0.0.1',
);
await once(app, 'listening');
const frames = [];
try {
  const to = `http://127.0.0.1:${app.address().port}/webhook`;
  const command = ['listen', '--no-tunnel', '--port', String(PORT), '--app-secret', SECRET, '--forward-to', to];
  const words = [process.execPath, PRODUCT, ...command].map((word) => `'${word}'`).join(' ');
  tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), `exec ${words}`);
  await shows('No webhook yet');
  keep(1_500);

  for (const what of ['text', 'image', 'messages/order']) await come(700, what);
  await come(1_000, 'statuses/out-of-order');
  await come(900, 'messages/batch', '--duplicates', '1');
  await come(2_000, 'text', '--bad-signature');
  await press(1_600, 'Tab', 'messages · ');
  await press(700, 'Tab', '/ filter');
  await press(1_000, 'g', ' · G for newest');
  await press(2_600, 'Enter', 'Signature: valid');
  await press(1_800, 'Tab', '"object"');
  await press(600, 'Escape', '/ filter');
  await press(1_600, 'r', 'Replayed: ');
  await press(1_600, '3', 'Faults on purpose');
  await press(2_600, '?', 'Keys, and');
  await writeFile(here('session.svg'), animation(frames, { columns: COLUMNS, rows: ROWS - 1 }));
} finally {
  spawnSync('tmux', ['-L', 'recording', 'kill-server'], { env });
  app.close();
  await rm(folder, { recursive: true, force: true });
}

async function come(forMs, ...what) {
  const before = screen();
  const to = `http://127.0.0.1:${PORT}/webhook`;
  spawnSync(process.execPath, [PRODUCT, 'replay', ...what, '--to', to, '--app-secret', SECRET], { cwd: folder, env });
  await until(() => screen() !== before);
  await settled();
  keep(forMs);
}

async function press(forMs, key, seen) {
  tmux('send-keys', key);
  await shows(seen);
  await settled();
  keep(forMs);
}

function keep(forMs) {
  frames.push({ text: tmux('capture-pane', '-p', '-e'), forMs });
}

function screen() {
  return tmux('capture-pane', '-p');
}

function shows(text) {
  return until(() => screen().includes(text));
}

/** The screen is drawn fifteen times a second: what is the same after two of these is whole. */
async function settled() {
  for (let before = ''; before !== screen(); await sleep(200)) before = screen();
}

async function until(isSo) {
  const deadline = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`The screen did not come to it:\n${screen()}`);
    await sleep(50);
  }
}
