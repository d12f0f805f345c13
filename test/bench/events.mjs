import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV, PRODUCT } from './children.mjs';
import { median } from './median.mjs';

/**
 * `node test/bench/events.mjs`: how soon `events list` shows the newest of a million webhooks, and in how much memory the
 * whole of them is gone through. Some 450 MB in the temporary folder; sides take turns, ratios are to `node -e 0`.
 */
const EVENTS = 1_000_000;
const SESSIONS = 4;
const ROUNDS = 9;

/** A module that says on stderr, at the end, how much memory the process has had at most. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('\\nMAXRSS ' + process.resourceUsage().maxRSS + '\\n'))",
)}`;

const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-events-'));
try {
  const newest = await writeHistory(folder);
  const parseTail = "for (const line of require('fs').readFileSync(0, 'utf8').trim().split('\\n')) JSON.parse(line)";
  const screens = {
    'node -e 0': () => run([process.execPath, '-e', '0']),
    'tail -n 40 newest | node (JSON.parse)': () =>
      run(['sh', '-c', `tail -n 40 "$0" | "$1" -e "$2"`, newest, process.execPath, parseTail]),
    'wa-webhook --version': () => run([process.execPath, PRODUCT, '--version']),
    'wa-webhook events list': () => list(),
    'wa-webhook events list --until, in the middle': () => list('--until', dateOf(EVENTS / 2)),
    'wa-webhook events show last --as body': () =>
      run([process.execPath, PRODUCT, 'events', 'show', 'last', '--as', 'body']),
  };
  say(
    `The first screen of ${EVENTS.toLocaleString('en-US')} webhooks in ${SESSIONS} sessions, whole process, median of ${ROUNDS}:`,
  );
  const rounds = Array.from({ length: ROUNDS + 1 }, () => Object.values(screens).map((show) => show().tookMs)).slice(1);
  for (const [n, name] of Object.keys(screens).entries()) {
    const tookMs = median(rounds.map((round) => round[n]));
    const ratio = median(rounds.map((round) => round[n] / round[0]));
    say(`${name.padEnd(50)}${tookMs.toFixed(0).padStart(8)} ms${ratio.toFixed(2).padStart(8)} x node -e 0`);
  }

  say('\nAll of them, once:');
  for (const [name, args] of Object.entries({
    'events list --all --json': ['list', '--all', '--json'],
    'events list --from (nobody)': ['list', '--from', '999999999'],
    'events export': ['export'],
    'events export --scrub of the newest 100,000': ['export', '--scrub', '--since', dateOf(EVENTS * 0.9)],
  })) {
    const { tookMs, maxRssMb } = run([process.execPath, '--import', TELL_MEMORY, PRODUCT, 'events', ...args]);
    say(`${name.padEnd(50)}${(tookMs / 1000).toFixed(1).padStart(8)} s ${maxRssMb.toFixed(0).padStart(6)} MB at most`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function list(...flags) {
  return run([process.execPath, PRODUCT, 'events', 'list', ...flags]);
}

function dateOf(n) {
  return new Date(Date.parse('2026-01-01T00:00:00Z') + n * 1_000).toISOString();
}

/** One webhook a second and its answer, as `listen` writes them. */
async function writeHistory(cwd) {
  const history = join(cwd, '.wa-webhook/history');
  await mkdir(history, { recursive: true });
  let path = '';
  for (let session = 0; session < SESSIONS; session += 1) {
    const first = (session * EVENTS) / SESSIONS;
    const id = Date.parse(dateOf(first)).toString(36);
    path = join(history, `${dateOf(first).replaceAll(':', '-')}-${id}.ndjson`);
    const file = createWriteStream(path, { highWaterMark: 2 ** 20 });
    for (let n = first; n < first + EVENTS / SESSIONS; n += 1) {
      if (!file.write(linesOf(n, `${id}-${n - first + 1}`))) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    const ended = new Date(dateOf(first + EVENTS / SESSIONS));
    await utimes(path, ended, ended);
  }
  return path;
}

function linesOf(n, id) {
  const at = dateOf(n);
  const from = `1555${String(n % 5_000).padStart(7, '0')}`;
  const value = { messages: [{ from, id: `wamid.${n}`, type: 'text', text: { body: `word${n % 900} again` } }] };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  });
  const notification = {
    field: 'messages',
    kind: 'message',
    type: 'text',
    summary: `text from ${from}`,
    messageId: `wamid.${n}`,
    from,
  };
  const received = {
    type: 'webhook.received',
    at,
    v: 1,
    id,
    method: 'POST',
    path: '/webhook',
    headers: {},
    sizeBytes: body.length,
    signature: { state: 'valid' },
    notifications: [notification],
    body,
  };
  const answered = { type: 'webhook.answered', at, v: 1, id, status: 200, tookMs: 3, by: 'listen' };
  return `${JSON.stringify(received)}\n${JSON.stringify(answered)}\n`;
}

function run([program, ...args]) {
  const startedMs = performance.now();
  const child = spawnSync(program, args, {
    cwd: folder,
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const tookMs = performance.now() - startedMs;
  if (child.status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${child.stderr}`);
  return { tookMs, maxRssMb: Number(/^MAXRSS (\d+)$/m.exec(child.stderr)?.[1] ?? 0) / 1024 };
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
