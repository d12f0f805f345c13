import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { PRODUCT, runAside } from './children.mjs';
import { row } from './row.mjs';

const ROUNDS = 3;

/** Every case that is not slow by itself, against an endpoint that passes them all. */
export const checks = {
  title: 'check: a whole run against a fast endpoint',
  async *rows(folder) {
    const { createReceiver, SECRET, TOKEN } = await bundled(folder);
    const server = createReceiver().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${server.address().port}/webhook`;
    const args = [PRODUCT, 'check', url, '--verify-token', TOKEN, '--app-secret', SECRET, '--json'];
    const ours = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) ours.push((await runAside(process.execPath, args)).tookMs / 1000);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    yield row({ id: 'check/whole-run', what: 'check URL', unit: 's', ours });
  },
};

/** Node 20 reads no TypeScript. */
async function bundled(folder) {
  const outfile = join(folder, 'reference-receiver.mjs');
  const entryPoint = fileURLToPath(new URL('../support/reference-receiver.ts', import.meta.url));
  await build({ entryPoints: [entryPoint], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}
