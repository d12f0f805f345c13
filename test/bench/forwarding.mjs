import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { here, PRODUCT, printBody, startLoad, startServer } from './children.mjs';
import { median } from './median.mjs';

function listen(port, stateDir, ...more) {
  return [PRODUCT, 'listen', '--no-tunnel', '--json', '--port', port, '--state-dir', stateDir, ...more];
}

/** What a webhook takes to the app and back, straight and through `listen --forward-to`, in turn; medians of the rounds. */
export async function compareForwarding({ size, connections, requests, rounds, folder }) {
  const body = printBody('text', size);
  const stateDir = join(folder, `forwarding-${connections}`);
  await mkdir(stateDir);
  const app = await startServer((port) => [here('servers/bare.mjs'), port], folder);
  const to = `${app.origin}/webhook`;
  const listening = await startServer((port) => listen(port, stateDir, '--forward-to', to), folder);
  const load = startLoad();
  try {
    const measured = [];
    // The first round warms the compilers up and does not count.
    for (let round = 0; round <= rounds; round += 1) {
      const direct = await load.send({ body, connections, requests, origin: app.origin });
      const forwarded = await load.send({ body, connections, requests, origin: listening.origin });
      measured.push({ direct, forwarded });
    }
    const of = (way, part) => median(measured.slice(1).map((round) => round[way][part]));
    const figures = (way) => ({ p50Ms: of(way, 'p50Ms'), p99Ms: of(way, 'p99Ms') });
    return { size, connections, requests, rounds, direct: figures('direct'), forwarded: figures('forwarded') };
  } finally {
    for (const child of [load, listening, app]) child.end();
  }
}

/** The most memory that a receiver takes for so many large webhooks at once, history on. */
export async function measureMemory({ size, connections, requests, folder }) {
  const stateDir = join(folder, 'memory');
  await mkdir(stateDir);
  const body = printBody('history', size);
  const listening = await startServer((port) => listen(port, stateDir), folder);
  const load = startLoad();
  try {
    const idleMb = listening.peakMb();
    await load.send({ body, connections, requests, origin: listening.origin });
    return { size, connections, requests, idleMb, peakMb: listening.peakMb() };
  } finally {
    for (const child of [load, listening]) child.end();
  }
}
