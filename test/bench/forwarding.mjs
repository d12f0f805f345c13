import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { here, PRODUCT, printBody, startLoad, startServer } from './children.mjs';
import { row } from './row.mjs';

/** What a webhook takes to the app and back, straight and through `listen --forward-to`; and what many large ones take. */
export const forwarding = {
  title: 'Forwarding 1 KB to the app, history on, and memory',
  async *rows(folder) {
    for (const connections of [1, 16]) {
      const { direct, forwarded } = await compareForwarding({ connections, requests: 2_000, rounds: 5, folder });
      for (const part of ['p50', 'p99'])
        yield row({
          id: `forward/${connections}/${part}`,
          what: `${connections} at once, ${part}, through listen`,
          unit: 'ms',
          ours: forwarded.map((round) => round[`${part}Ms`]),
          peer: { name: 'straight to the app', figures: direct.map((round) => round[`${part}Ms`]) },
        });
    }
    const peakMb = await peakMemory({ connections: 64, requests: 192, folder });
    yield row({ id: 'receive/memory', what: '64 posts of 3 MB at once, at most', unit: 'MB', ours: [peakMb] });
  },
};

async function compareForwarding({ connections, requests, rounds, folder }) {
  const body = printBody('text', '1kb');
  const stateDir = join(folder, `forwarding-${connections}`);
  await mkdir(stateDir);
  const app = await startServer((port) => [here('servers/bare.mjs'), port], folder);
  const to = `${app.origin}/webhook`;
  const listening = await startServer((port) => listen(port, stateDir, '--forward-to', to), folder);
  const load = startLoad();
  const direct = [];
  const forwarded = [];
  try {
    // The first round warms the compilers up and does not count.
    for (let round = 0; round <= rounds; round += 1) {
      direct.push(await load.send({ body, connections, requests, origin: app.origin }));
      forwarded.push(await load.send({ body, connections, requests, origin: listening.origin }));
    }
    return { direct: direct.slice(1), forwarded: forwarded.slice(1) };
  } finally {
    for (const child of [load, listening, app]) child.end();
  }
}

/** The most memory that a receiver takes for so many large webhooks at once, history on, in megabytes. */
async function peakMemory({ connections, requests, folder }) {
  const stateDir = join(folder, 'memory');
  await mkdir(stateDir);
  const body = printBody('history', '3mb');
  const listening = await startServer((port) => listen(port, stateDir), folder);
  const load = startLoad();
  try {
    await load.send({ body, connections, requests, origin: listening.origin });
    return listening.peakMb();
  } finally {
    for (const child of [load, listening]) child.end();
  }
}

function listen(port, stateDir, ...more) {
  return [PRODUCT, 'listen', '--no-tunnel', '--json', '--port', port, '--state-dir', stateDir, ...more];
}
