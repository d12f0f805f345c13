import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV, PRODUCT } from './children.mjs';
import { row } from './row.mjs';

const EVENTS = 1_000_000;
const SESSIONS = 4;
const ROUNDS = 7;

/** A module that says on stderr, at the end, how much memory the process has had at most. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('\\nMAXRSS ' + process.resourceUsage().maxRSS + '\\n'))",
)}`;

const TAIL = 'tail -n 40 "$0" | "$1" -e "$2"';
const PARSE_TAIL = "for (const line of require('fs').readFileSync(0, 'utf8').trim().split('\\n')) JSON.parse(line)";

/** Some 450 MB in the temporary folder. */
export const events = {
  title: 'History of 1,000,000 webhooks, whole process',
  async *rows(folder) {
    const newest = await writeHistory(folder);
    const screens = {
      empty: ['node -e 0', [process.execPath, '-e', '0']],
      tail: ['tail -n 40 | JSON.parse', ['sh', '-c', TAIL, newest, process.execPath, PARSE_TAIL]],
      'first-screen': ['events list', list()],
      middle: ['events list --until, in the middle', list('--until', dateOf(EVENTS / 2))],
      last: ['events show last --as body', [process.execPath, PRODUCT, 'events', 'show', 'last', '--as', 'body']],
    };
    const measured = Object.fromEntries(Object.keys(screens).map((id) => [id, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [id, [, command]] of Object.entries(screens)) {
        const { tookMs } = run(command, folder);
        if (round > 0) measured[id].push(tookMs);
      }
    }
    const [empty, tail] = ['empty', 'tail'].map((id) => ({ name: screens[id][0], figures: measured[id] }));
    for (const id of ['first-screen', 'middle', 'last'])
      yield row({ id: `events/${id}`, what: screens[id][0], unit: 'ms', ours: measured[id], peer: empty });
    const ours = measured['first-screen'];
    yield row({ id: 'events/first-screen/tail', what: 'events list', unit: 'ms', ours, peer: tail });

    const tenth = ['--since', dateOf(EVENTS * 0.9)];
    for (const [id, args] of [
      ['export', ['export', ...tenth]],
      ['scrub', ['export', '--scrub', ...tenth]],
    ]) {
      const command = [process.execPath, '--import', TELL_MEMORY, PRODUCT, 'events', ...args];
      const { tookMs, maxRssMb } = run(command, folder);
      const what = `events ${args.slice(0, -2).join(' ')} of the newest 100,000`;
      yield row({ id: `events/${id}`, what, unit: 's', ours: [tookMs / 1000] });
      yield row({ id: `events/${id}/memory`, what: `${what}, memory at most`, unit: 'MB', ours: [maxRssMb] });
    }
  },
};

function list(...flags) {
  return [process.execPath, PRODUCT, 'events', 'list', ...flags];
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

function run([program, ...args], folder) {
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
