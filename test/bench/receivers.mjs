import { mkdir, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { here, PRODUCT, printBody, startLoad, startServer } from './children.mjs';
import { median } from './median.mjs';

/** What is compared; the other lines' ratios are to `bare`. Arguments for node, given a port and a state folder. */
const receivers = {
  history: (port, stateDir) => listen(port, stateDir),
  'no-history': (port, stateDir) => [...listen(port, stateDir), '--no-history'],
  bare: (port) => [here('servers/bare.mjs'), port],
  parse: (port) => [here('servers/bare.mjs'), port, 'parse'],
  express: (port) => [here('servers/express.mjs'), port],
};

function listen(port, stateDir) {
  return [PRODUCT, 'listen', '--no-tunnel', '--json', '--port', port, '--state-dir', stateDir];
}

/**
 * Sends the same requests to each receiver in turn, round after round, and answers with each one's median requests/s and
 * CPU per request, and the medians of their ratios to `bare` in the same round: what slows the machine slows both.
 */
export async function compareReceivers({ fixture, size, connections, requests, rounds, folder }) {
  const job = { body: printBody(fixture, size), connections, requests };
  const servers = new Map();
  const load = startLoad();
  try {
    for (const [name, args] of Object.entries(receivers)) {
      const stateDir = join(folder, `${name}-${size}`);
      await mkdir(stateDir);
      servers.set(name, { ...(await startServer((port) => args(port, stateDir), folder)), stateDir });
    }
    const measured = [];
    // The first round warms the compilers up and does not count.
    for (let round = 0; round <= rounds; round += 1) measured.push(await measureRound(servers, load, job, round));
    return { size, connections, requests, rounds, ...summarize(measured.slice(1)) };
  } finally {
    for (const server of servers.values()) server.end();
    load.end();
  }
}

/** Each round begins with another receiver. */
async function measureRound(servers, load, job, round) {
  const names = [...servers.keys()];
  const results = {};
  for (const [n] of names.entries()) {
    const name = names[(n + round) % names.length];
    const server = servers.get(name);
    const cpuBeforeMs = server.cpuMs();
    const { tookMs } = await load.send({ ...job, origin: server.origin });
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    results[name] = { perSecond: (job.requests / tookMs) * 1000, cpuUs: (cpuMs / job.requests) * 1000 };
    await emptyHistory(server.stateDir);
  }
  return results;
}

/** A round at 3 MB writes some 200 MB; emptied, the file goes on from its start. */
async function emptyHistory(stateDir) {
  const files = await readdir(join(stateDir, 'history')).catch(() => []);
  for (const file of files) await truncate(join(stateDir, 'history', file));
}

function summarize(rounds) {
  const of = (name, against = 'bare') => ({
    perSecond: median(rounds.map((round) => round[name].perSecond)),
    cpuUs: median(rounds.map((round) => round[name].cpuUs)),
    perSecondRatio: median(rounds.map((round) => round[name].perSecond / round[against].perSecond)),
    cpuRatio: median(rounds.map((round) => round[name].cpuUs / round[against].cpuUs)),
  });
  const names = Object.keys(receivers);
  return { of: Object.fromEntries(names.map((name) => [name, of(name)])), toExpress: of('history', 'express') };
}
