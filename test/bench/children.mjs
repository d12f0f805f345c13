import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const PRODUCT = here('../../bin/wa-webhook.js');

/** For all children: a secret to sign and to check with, and nothing of ours that could change what is measured. */
export const ENV = { PATH: process.env.PATH, WA_WEBHOOK_APP_SECRET: 'the secret of the bench' };

/** The clock tick of /proc; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const START_WITHIN_MS = 10_000;

export function printBody(fixture, size) {
  const args = [PRODUCT, 'replay', fixture, '--size', size, '--print', 'body'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: ENV, maxBuffer: 2 ** 23 });
  if (status !== 0) throw new Error(`replay ${fixture} --size ${size} failed: ${stderr}`);
  return stdout.toString('utf8');
}

/** A server as its own process, with nothing to read its stdout (what `> /dev/null` gives). */
export async function startServer(argsFor, cwd) {
  const port = await freePort();
  const child = spawn(process.execPath, argsFor(String(port)), {
    cwd,
    env: ENV,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await isAnswering(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${child.spawnargs.join(' ')} did not start`);
    }
    await sleep(20);
  }
  return {
    origin,
    pid: child.pid,
    cpuMs: () => cpuMsOf(child.pid),
    peakMb: () => peakMbOf(child.pid),
    end: () => void child.kill('SIGKILL'),
  };
}

/** The process that sends. One for all, so that its own warm-up favours nobody. */
export function startLoad() {
  const child = fork(here('load.mjs'), { env: ENV });
  const ended = once(child, 'exit').then(() => [{ problem: 'the load process ended' }]);
  return {
    send: async (job) => {
      child.send(job);
      const [answer] = await Promise.race([once(child, 'message'), ended]);
      if (answer.problem !== undefined) throw new Error(answer.problem);
      return answer;
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** A program from its start to its end, while what it talks to runs here. Only good ends count. */
export async function runAside(program, args) {
  const startedMs = performance.now();
  const child = spawn(program, args, { env: ENV, stdio: 'ignore' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
  return { tookMs: performance.now() - startedMs };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export function isAnswering(origin) {
  return new Promise((resolve) => {
    const asked = request(origin, { agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/** User and system time of all threads; fields 14 and 15, behind a name that may hold spaces. */
export function cpuMsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Resident memory, in megabytes. */
export function memoryMbOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}

/** The most memory that the process ever had resident. */
function peakMbOf(pid) {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
