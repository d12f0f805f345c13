import { appendFileSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import {
  bodyOf,
  historyFiles,
  type Listening,
  listening,
  post,
  signatureOf,
  textMessage,
} from '../support/listening.ts';
import { parseLine, runProgram } from '../support/program.ts';

const ROUNDS = 20;
const POSTS = 500;

/** Each round answers so many more before the kill: from the very first one to past the middle. */
const KILL_STEP = 15;

/** The status of the answer, or undefined where the connection broke before one. */
function postBy(agent: Agent, port: number, body: string): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-hub-signature-256': signatureOf(body),
  };
  return new Promise((resolve) => {
    const sending = request({ agent, host: '127.0.0.1', port, path: '/webhook', method: 'POST', headers });
    sending.on('response', (response) => {
      resolve(response.statusCode);
      response.on('error', () => {}).resume();
    });
    sending.on('error', () => resolve(undefined));
    sending.end(body);
  });
}

/** Sends them all at once, kills listen by the time that so many are answered, and tells which ones had their 200. */
async function killAmid(listen: Listening, bodies: readonly string[], killAfter: number): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: bodies.length });
  onTestFinished(() => agent.destroy());
  const answered: string[] = [];

  const sent = bodies.map(async (body) => {
    if ((await postBy(agent, listen.port, body)) !== 200) return;
    answered.push(body);
    if (answered.length === killAfter) void listen.stop('SIGKILL');
  });
  await Promise.all(sent);
  return answered;
}

/** The bodies in this file of history, and how many of its lines are no whole ones. */
function readSession(file: string): { bodies: Set<string>; damaged: number } {
  const bodies = new Set<string>();
  let damaged = 0;
  for (const text of readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')) {
    try {
      const line = parseLine(text);
      if (line.type === 'webhook.received') bodies.add(bodyOf(line).toString());
    } catch {
      damaged += 1;
    }
  }
  return { bodies, damaged };
}

describe('kill -9', () => {
  const name = `in the middle of ${POSTS} concurrent posts loses none that was answered 200, ${ROUNDS} times`;

  it(name, { timeout: 300_000 }, async () => {
    const cwd = temporaryFolder();
    const counts: number[] = [];
    const lost: string[] = [];

    for (let round = 0; round < ROUNDS; round += 1) {
      const listen = await listening([], { cwd });
      const bodies = Array.from({ length: POSTS }, (_, n) => textMessage(`wamid.${round}.${n}`, 'ü'.repeat(n)));
      const answered = await killAmid(listen, bodies, 1 + round * KILL_STEP);
      expect(await listen.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });

      const kept = readSession(historyFiles(cwd).at(-1) ?? '');
      expect(kept.damaged).toBeLessThanOrEqual(1);
      counts.push(answered.length);
      lost.push(...answered.filter((body) => !kept.bodies.has(body)));
    }

    expect(lost).toEqual([]);
    // On a busy machine listen may be through before it is killed, but not often, or this would prove nothing.
    expect(counts.filter((count) => count > 0 && count < POSTS).length).toBeGreaterThan(ROUNDS / 2);
    const next = await listening([], { cwd });
    expect(await next.stop()).toEqual({ exitCode: 0, signal: null });
  });
});

describe('a half-written last line', () => {
  it.each(['--json', '--no-color'])(
    'is skipped and told by the next start (%s), and what is whole still counts',
    async (screen) => {
      const first = await listening();
      await post(first.url, textMessage('wamid.1'));
      await first.stop('SIGKILL');
      const [file = ''] = historyFiles(first.cwd);
      const [line = ''] = readFileSync(file, 'utf8').split('\n');
      const half = Buffer.from(line.replaceAll('wamid.1', 'wamid.2'));
      // In the middle of a two-byte letter, as a full page would cut it.
      appendFileSync(file, half.subarray(0, half.indexOf('ö') + 1));

      const damage = { type: 'history.damaged', file, skippedLines: 1 };
      if (screen === '--no-color') {
        const flags = ['listen', '--no-tunnel', '--port', '0', '--timeout', '100ms', screen];
        const { exitCode, err } = await runProgram(flags, { cwd: first.cwd });
        expect(exitCode).toBe(0);
        expect(err).toMatch(/^History: .*1 damaged line/m);
        expect(err).toContain(file);
        return;
      }

      const second = await listening([], { cwd: first.cwd });
      expect(second.events()[0]).toMatchObject(damage);
      await post(second.url, textMessage('wamid.1'));
      expect(await second.next('webhook.received')).toHaveProperty('duplicateOf');
      await post(second.url, textMessage('wamid.2'));
      expect(await second.next('webhook.received')).not.toHaveProperty('duplicateOf');
    },
  );
});
