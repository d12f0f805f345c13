import { mkdir, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { here, PRODUCT, printBody, startLoad, startServer } from './children.mjs';
import { row } from './row.mjs';

/** What is compared. Arguments for node, given a port and a state folder. */
const servers = {
  history: (port, stateDir) => listen(port, stateDir),
  'no-history': (port, stateDir) => [...listen(port, stateDir), '--no-history'],
  bare: (port) => [here('servers/bare.mjs'), port],
  parse: (port) => [here('servers/bare.mjs'), port, 'parse'],
  keep: (port) => [here('servers/bare.mjs'), port, 'keep'],
  express: (port) => [here('servers/express.mjs'), port],
};

function listen(port, stateDir) {
  return [PRODUCT, 'listen', '--no-tunnel', '--json', '--port', port, '--state-dir', stateDir];
}

const titles = {
  history: 'listen --json',
  'no-history': 'listen --json --no-history',
  bare: 'node:http + HMAC',
  parse: 'the same + JSON.parse',
  keep: 'the same + JSON.parse + one line kept',
  express: 'Express 5 raw + HMAC',
};

/** Requests a second, and processor time of the server (user + system, all threads) for one webhook. */
export const receivers = {
  title: 'Receiving: each webhook signed, checked and answered 200',
  async *rows(folder) {
    const small = { fixture: 'text', size: '1kb', connections: 16, requests: 8_000, rounds: 9 };
    const large = { fixture: 'history', size: '3mb', connections: 2, requests: 50, rounds: 5 };
    yield* receiverRows('1kb', '1 KB', await compareReceivers({ ...small, folder }));
    yield* receiverRows('3mb', '3 MB', await compareReceivers({ ...large, folder }));
  },
};

function* receiverRows(id, size, measured) {
  const beside = (suffix, name, peerName, unit) =>
    row({
      id: `receive/${id}/${suffix}`,
      what: `${size}, ${titles[name]}${unit === 'us' ? ', processor time' : ''}`,
      unit,
      ours: measured.map((round) => round[name][unit]),
      peer: { name: titles[peerName], figures: measured.map((round) => round[peerName][unit]) },
    });
  yield beside('bare', 'history', 'bare', '/s');
  yield beside('express', 'history', 'express', '/s');
  yield beside('parse', 'history', 'parse', '/s');
  yield beside('keep', 'history', 'keep', '/s');
  // What is left of bare once the answer waits for a parsed body and a line in a file, without anything of ours.
  yield beside('ceiling', 'keep', 'bare', '/s');
  yield beside('no-history', 'no-history', 'bare', '/s');
  yield beside('cpu', 'history', 'bare', 'us');
  yield beside('cpu-express', 'history', 'express', 'us');
}

/** Sends the same requests to each receiver in turn, round after round. */
async function compareReceivers({ fixture, size, connections, requests, rounds, folder }) {
  const job = { body: printBody(fixture, size), connections, requests };
  const running = new Map();
  const load = startLoad();
  try {
    for (const [name, args] of Object.entries(servers)) {
      const stateDir = join(folder, `${name}-${size}`);
      await mkdir(stateDir);
      running.set(name, { ...(await startServer((port) => args(port, stateDir), folder)), stateDir });
    }
    const measured = [];
    // The first round warms the compilers up and does not count.
    for (let round = 0; round <= rounds; round += 1) measured.push(await measureRound(running, load, job, round));
    return measured.slice(1);
  } finally {
    for (const server of running.values()) server.end();
    load.end();
  }
}

/** Each round begins with another receiver. */
async function measureRound(running, load, job, round) {
  const names = [...running.keys()];
  const results = {};
  for (const [n] of names.entries()) {
    const name = names[(n + round) % names.length];
    const server = running.get(name);
    const cpuBeforeMs = server.cpuMs();
    const { tookMs } = await load.send({ ...job, origin: server.origin });
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    results[name] = { '/s': (job.requests / tookMs) * 1000, us: (cpuMs / job.requests) * 1000 };
    await emptyHistory(server.stateDir);
  }
  return results;
}

/** A round at 3 MB writes some 200 MB; emptied, the file goes on from its start. */
async function emptyHistory(stateDir) {
  const files = await readdir(join(stateDir, 'history')).catch(() => []);
  for (const file of files) await truncate(join(stateDir, 'history', file));
}
