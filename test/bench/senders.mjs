import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV, here, PRODUCT, printBody, startServer } from './children.mjs';
import { median } from './median.mjs';

/**
 * `node test/bench/senders.mjs`: `replay` as a load generator beside autocannon, wrk and a loop over undici's Pool. All send
 * to the same server, a process of its own, over as many connections; the others send one body with one signature, while
 * each of ours has its own ids, time and signatures. They take turns, and the ratios are medians of the rounds: what
 * slows the machine slows all. Linux, for /proc; wrk is Debian's.
 */
const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-senders-'));
const AUTOCANNON = here('../../node_modules/autocannon/autocannon.js');

try {
  const server = await startServer((port) => [here('servers/swallow.mjs'), port], folder);
  try {
    await compare(server.origin);
    await memory(server.origin);
  } finally {
    server.end();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(origin) {
  const small = await files('text', '1kb');
  const large = await files('history', '3mb');
  const url = `${origin}/webhook`;

  const smallRates = await rounds(7, 3, {
    replay: (seconds) => replay(url, seconds, ['text', '--size', '1kb', '--concurrency', '16']),
    autocannon: (seconds) => autocannon(url, seconds, small, 16),
    wrk: (seconds) => wrk(url, seconds, small, 16),
    'undici Pool, signing': (seconds) => pool(origin, seconds, small, 16),
  });
  table('1 KB over 16 connections, deliveries/s', smallRates, [
    ['autocannon', 0.6],
    ['wrk', 0.5],
    ['undici Pool, signing', 0.85],
  ]);

  const largeRates = await rounds(7, 3, {
    replay: (seconds) => replay(url, seconds, ['history', '--size', '3mb', '--concurrency', '2']),
    'undici Pool, signing': (seconds) => pool(origin, seconds, large, 2),
  });
  table('3 MB over 2 connections, deliveries/s', largeRates, [['undici Pool, signing', 0.85]]);

  const copies = ['history', '--size', '3mb', '--count', '1', '--duplicates', '99999', '--concurrency', '2'];
  const copyRates = await rounds(7, 3, {
    replay: (seconds) => replay(url, seconds, copies),
    autocannon: (seconds) => autocannon(url, seconds, large, 2),
  });
  table('copies of one body of 3 MB over 2 connections, MB/s (1 delivery = 3 MB)', copyRates, [['autocannon', 0.7]], 3);
}

/** Each round begins with another sender; the first warms up the server and does not count. */
async function rounds(count, seconds, senders) {
  const names = Object.keys(senders);
  const measured = [];
  for (let round = 0; round <= count; round += 1) {
    const rates = {};
    for (const [n] of names.entries()) {
      const name = names[(n + round) % names.length];
      rates[name] = await senders[name](round === 0 ? 1 : seconds);
    }
    measured.push(rates);
  }
  return measured.slice(1);
}

function table(title, measured, goals, unit = 1) {
  say(`${title}, median of ${measured.length} rounds`);
  for (const name of Object.keys(measured[0])) {
    const rate = median(measured.map((rates) => rates[name])) * unit;
    say(`  ${name.padEnd(24)}${rate.toFixed(rate < 1000 ? 1 : 0).padStart(9)}`);
  }
  for (const [name, goal] of goals) {
    const ratio = median(measured.map((rates) => rates.replay / rates[name]));
    say(`  replay to ${name}: ${ratio.toFixed(2)} (goal ${goal})`);
  }
  say('');
}

/** The most memory that a long run had at any time. */
async function memory(origin) {
  for (const [count, args] of [
    [200_000, ['text', '--size', '1kb', '--concurrency', '16']],
    [500, ['history', '--size', '3mb', '--concurrency', '2']],
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
    say(`replay ${args[0]} --size ${args[2]} --count ${count}: ${(mostKb / 1024).toFixed(0)} MB at most (goal 200)`);
  }
}

async function files(fixture, size) {
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
  return { bodyFile, script, headers, sizeBytes: Buffer.byteLength(body) };
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
  const child = spawn(program, args, { cwd: folder, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
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

function say(line) {
  process.stdout.write(`${line}\n`);
}
