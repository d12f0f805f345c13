import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV, here, PRODUCT, printBody, startServer } from './children.mjs';
import { row } from './row.mjs';

const AUTOCANNON = here('../../node_modules/autocannon/autocannon.js');
const ROUNDS = 6;
/** autocannon and wrk take whole seconds. */
const SECONDS = 2;

/**
 * `replay` as a load generator beside autocannon, wrk and a loop over undici's Pool. All send to the same server, a process of
 * its own, over as many connections; the others send one body with one signature, while each of ours has its own ids, time
 * and signatures. wrk is Debian's.
 */
export const senders = {
  title: 'Sending: each webhook of ours with its own ids, time and signatures',
  async *rows(folder) {
    const server = await startServer((port) => [here('servers/swallow.mjs'), port], folder);
    try {
      yield* rates(server.origin, folder);
      yield* memory(server.origin);
    } finally {
      server.end();
    }
  },
};

async function* rates(origin, folder) {
  const url = `${origin}/webhook`;
  const small = await files('text', '1kb', folder);
  yield* compared({ id: 'send/1kb', what: '1 KB, 16 connections' }, [
    ['replay', (seconds) => replay(url, seconds, ['text', '--size', '1kb', '--concurrency', '16'])],
    ['autocannon', (seconds) => autocannon(url, seconds, small, 16)],
    ['wrk', (seconds) => wrk(url, seconds, small, 16)],
    ['undici Pool, signing', (seconds) => pool(origin, seconds, small, 16)],
  ]);

  const large = await files('history', '3mb', folder);
  yield* compared({ id: 'send/3mb', what: '3 MB, 2 connections' }, [
    ['replay', (seconds) => replay(url, seconds, ['history', '--size', '3mb', '--concurrency', '2'])],
    ['undici Pool, signing', (seconds) => pool(origin, seconds, large, 2)],
  ]);

  const copies = ['history', '--size', '3mb', '--count', '1', '--duplicates', '99999', '--concurrency', '2'];
  yield* compared({ id: 'send/copies', what: 'copies of one body of 3 MB, 2 connections' }, [
    ['replay', (seconds) => replay(url, seconds, copies)],
    ['autocannon', (seconds) => autocannon(url, seconds, large, 2)],
  ]);
}

async function* compared({ id, what }, sides) {
  const [ours, ...peers] = await rounds(sides);
  for (const peer of peers) {
    const suffix = peer.name.startsWith('undici') ? 'pool' : peer.name;
    yield row({ id: `${id}/${suffix}`, what, unit: '/s', ours: ours.figures, peer });
  }
}

/** Each round begins with another sender; the first warms up the server and does not count. */
async function rounds(sides) {
  const measured = sides.map(([name]) => ({ name, figures: [] }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [n] of sides.entries()) {
      const at = (n + round) % sides.length;
      const rate = await sides[at][1](round === 0 ? 1 : SECONDS);
      if (round > 0) measured[at].figures.push(rate);
    }
  }
  return measured;
}

/** The most memory that a long run had at any time. */
async function* memory(origin) {
  for (const [size, count, args] of [
    ['1kb', 200_000, ['text', '--size', '1kb', '--concurrency', '16']],
    ['3mb', 500, ['history', '--size', '3mb', '--concurrency', '2']],
  ]) {
    let mostKb = 0;
    const watch = (pid) => {
      mostKb = Math.max(mostKb, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0));
    };
    const { text } = await run(
      [PRODUCT, 'replay', ...args, '--count', String(count), '--to', `${origin}/webhook`],
      watch,
    );
    if (!text.includes(`sent ${count}: ${count} answered 200`)) throw new Error(text);
    const what = `${count.toLocaleString('en-US')} x ${size}, memory at most`;
    yield row({ id: `send/memory/${size}`, what, unit: 'MB', ours: [mostKb / 1024] });
  }
}

async function files(fixture, size, folder) {
  const body = printBody(fixture, size);
  const bodyFile = join(folder, `${fixture}.json`);
  const script = join(folder, `${fixture}.lua`);
  await writeFile(bodyFile, body);
  const headers = sampleHeaders();
  const lua = headers.map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  await writeFile(
    script,
    [`wrk.method = "POST"`, `wrk.body = io.open("${bodyFile}", "rb"):read("*a")`, ...lua].join('\n'),
  );
  return { bodyFile, script, headers };
}

/** As ours, with the signatures of nothing: this server does not look at them. */
function sampleHeaders() {
  return [
    ['User-Agent', 'facebookexternalua'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'deflate, gzip'],
    ['Content-Type', 'application/json'],
    ['X-Hub-Signature', `sha1=${'0'.repeat(40)}`],
    ['X-Hub-Signature-256', `sha256=${'0'.repeat(64)}`],
  ];
}

async function replay(url, seconds, args) {
  const { text } = await run([PRODUCT, 'replay', ...args, '--to', url, '--duration', `${seconds}s`]);
  return rateIn(text, /([\d.]+) per second/);
}

async function autocannon(url, seconds, { bodyFile, headers }, connections) {
  const given = headers.flatMap(([name, value]) => ['-H', `${name}=${value}`]);
  const options = ['-c', connections, '-d', seconds, '-m', 'POST', '-i', bodyFile, '--json', ...given, url];
  const { text } = await run([AUTOCANNON, ...options.map(String)]);
  const { duration, '2xx': answered, errors } = JSON.parse(text);
  if (errors > 0) throw new Error(`autocannon: ${errors} errors`);
  return answered / duration;
}

async function wrk(url, seconds, { script }, connections) {
  const options = ['-t', 1, '-c', connections, '-d', `${seconds}s`, '-s', script, url];
  const { text } = await run(options.map(String), undefined, 'wrk');
  return rateIn(text, /Requests\/sec:\s+([\d.]+)/);
}

async function pool(origin, seconds, { bodyFile }, connections) {
  const { text } = await run([here('senders/undici-pool.mjs'), origin, bodyFile, String(connections), String(seconds)]);
  return Number(text);
}

function rateIn(text, shape) {
  const rate = Number(shape.exec(text)?.[1]);
  if (!(rate > 0)) throw new Error(text);
  return rate;
}

async function run(args, watch = () => {}, program = process.execPath) {
  const child = spawn(program, args, { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let problem = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    problem += chunk;
  });
  const watching = setInterval(() => child.exitCode === null && watch(child.pid), 100);
  const [exitCode] = await once(child, 'close');
  clearInterval(watching);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}: ${problem}`);
  return { text };
}
