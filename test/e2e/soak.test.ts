import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openLines } from '../../src/store/line-cursor.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { startFakeTunnel } from '../support/fake-tunnel.ts';
import { isRunning } from '../support/is-running.ts';
import { APP_SECRET, historyFiles, post, signatureOf, textMessage } from '../support/listening.ts';
import { type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { visitPublicUrl } from '../support/visit-public-url.ts';

/** The whole soak is `SOAK_SECONDS=600 npx vitest run --config test/vitest.config.ts test/e2e/soak.test.ts`. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 60);
const isWhole = SECONDS >= 300;

/** Shortened, everything breaks more often. */
const EVERY_MS = isWhole
  ? { tunnel: 30_000, app: 20_000, listen: 60_000 }
  : { tunnel: 9_000, app: 7_000, listen: 16_000 };

const WORKERS = 4;
const BREATH_MS = 80;

it('loses nothing that was answered 200, whatever dies', { timeout: SECONDS * 1_000 + 600_000 }, async () => {
  const cwd = temporaryFolder();
  const host = await startFakeTunnel();
  onTestFinished(host.close);
  const app = await soakApp();
  const port = await freePort();
  const [localUrl, publicUrl] = [
    `http://127.0.0.1:${port}/webhook`,
    new URL(`http://soak-otter.localhost:${host.url.port}/webhook`),
  ];
  const listens: Program[] = [];
  const start = async () => {
    const flags = ['--port', String(port), '--app-secret', APP_SECRET, '--answer', 'now', '--forward-to', app.url];
    const tunnel = ['--tunnel-host', host.url.href, '--subdomain', 'soak-otter'];
    const listen = startProgram(['listen', '--json', ...flags, ...tunnel], { cwd });
    listens.push(listen);
    await listen.next('receiver.listening');
    return listen;
  };

  let listen = await start();
  const endMs = performance.now() + SECONDS * 1_000;
  const isOver = () => performance.now() > endMs;
  const happened = { sent: 0, tunnelKills: 0, appKills: 0, listenKills: 0 };
  const answered = new Map<string, 'local' | 'tunnel'>();
  const memory: number[] = [];

  const every = async (ms: number, breakIt: () => Promise<void>) => {
    for (;;) {
      for (let waitedMs = 0; waitedMs < ms && !isOver(); waitedMs += 100) await pause(100);
      if (isOver()) return;
      await breakIt();
    }
  };
  const send = async (worker: number) => {
    for (let n = 0; !isOver(); n += 1) {
      const id = `${worker}${String(n).padStart(7, '0')}`;
      const body = textMessage(`wamid.${id}`, 'ä'.repeat(sizeOf(worker, n)));
      happened.sent += 1;
      const way = n % 2 === 0 ? 'local' : 'tunnel';
      const status = await (way === 'local' ? postLocally(localUrl, body) : postThrough(publicUrl, body));
      if (status === 200) answered.set(id, way);
      await pause(BREATH_MS);
    }
  };
  await Promise.all([
    ...Array.from({ length: WORKERS }, (_, worker) => send(worker + 1)),
    every(EVERY_MS.tunnel, async () => {
      happened.tunnelKills += 1;
      await host.kill();
      await pause(1_000);
      await host.start();
    }),
    every(EVERY_MS.app, async () => {
      happened.appKills += 1;
      await app.kill();
      await pause(1_500);
      await app.start();
    }),
    every(EVERY_MS.listen, async () => {
      happened.listenKills += 1;
      await listen.stop('SIGKILL');
      listen = await start();
    }),
    every(1_000, async () => void memory.push(residentMb(listen.pid))),
  ]);

  const missing = () => [...answered.keys()].filter((id) => !app.taken.has(id));
  await until(() => missing().length === 0, 'everything at the app', 300_000).catch(() => {});
  const lost = missing();
  expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
  const kept = await readKept(cwd);
  const untold = [...app.taken].filter(
    ([id, times]) => times > (kept.received.get(id) ?? 0) + (kept.unsure.get(id) ?? 0),
  );
  const ways = [...answered.values()];
  const third = Math.floor(memory.length / 3);
  const figures = {
    seconds: SECONDS,
    ...happened,
    answered200: answered.size,
    throughTheTunnel: ways.filter((way) => way === 'tunnel').length,
    lost: lost.length,
    takenTwice: [...app.taken.values()].filter((times) => times > 1).length,
    takenTwiceUntold: untold.length,
    toldAsUnsure: kept.unsure.size,
    residentMb: {
      first: median(memory.slice(0, third)),
      last: median(memory.slice(-third)),
      most: Math.max(...memory),
    },
  };
  process.stdout.write(`soak: ${JSON.stringify(figures)}\n`);

  expect({ lost, untold }).toEqual({ lost: [], untold: [] });
  expect(answered.size).toBeGreaterThan(happened.sent / 4);
  expect(figures.throughTheTunnel).toBeGreaterThan(0);
  expect(figures.residentMb.last).toBeLessThan(figures.residentMb.first * 1.5 + 20);
  expect(readdirSync(join(cwd, '.wa-webhook/forwarding'))).toEqual([]);
  expect(listens.filter(({ pid }) => isRunning(pid))).toEqual([]);
  expect(processesIn(cwd)).toEqual([]);
});

/** Mostly short ones, some of 60 KB, seldom one near 3 MB; the letter has two bytes. */
function sizeOf(worker: number, n: number): number {
  if (worker === 1 && n % 150 === 20) return 1_500_000;
  return n % 12 === 5 ? 30_000 : 20;
}

async function postLocally(url: string, body: string): Promise<number> {
  const answer = await post(url, body).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status ?? 0;
}

async function postThrough(url: URL, body: string): Promise<number> {
  const rawBody = Buffer.from(body);
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(rawBody) };
  const visit = visitPublicUrl(url, { method: 'POST', body: rawBody, headers }).catch(() => undefined);
  // What hangs in a dead tunnel is given up, as Meta does.
  const answer = await Promise.race([visit, pause(10_000, undefined)]);
  return answer?.status ?? 0;
}

async function soakApp() {
  const taken = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // Killed in the middle.
    }
    const body = Buffer.concat(chunks);
    const isWhole = request.headers['x-hub-signature-256'] === signatureOf(body);
    const id = messageIn(body);
    if (isWhole && id !== undefined) taken.set(id, (taken.get(id) ?? 0) + 1);
    response.writeHead(isWhole ? 200 : 500).end();
  });
  const port = await freePort();
  const start = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const kill = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await start();
  onTestFinished(kill);
  return { url: `http://127.0.0.1:${port}/webhook`, taken, start, kill };
}

/** How often each message was received, and how often a second delivery of it was told as one. */
async function readKept(cwd: string) {
  const received = new Map<string, number>();
  const unsure = new Map<string, number>();
  const messageOf = new Map<string, string>();
  const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);

  for (const file of historyFiles(cwd)) {
    const cursor = await openLines(file);
    for (let next = await cursor.next(); next !== undefined; next = await cursor.next()) {
      const head = next.line.toString('utf8', 0, 16_384);
      const id = /"id":"([^"]+)"/.exec(head)?.[1] ?? '';
      const message = messageIn(next.line);
      if (head.startsWith('{"type":"webhook.received"') && message !== undefined) {
        messageOf.set(id, message);
        count(received, message);
      }
      if (head.startsWith('{"type":"forward.answered"') && head.includes('"isUnsure":true')) {
        count(unsure, messageOf.get(id) ?? '');
      }
    }
    await cursor.close();
  }
  return { received, unsure };
}

function messageIn(bytes: Buffer): string | undefined {
  return /wamid\.(\d+)/.exec(bytes.toString('latin1', 0, 16_384))?.[1];
}

function residentMb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // Killed just now.
  }
}

/** The processes that work in this folder: whatever a listen started works where it did. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.filter((number) => number > 0).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
