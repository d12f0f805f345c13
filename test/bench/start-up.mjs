import { spawnSync } from 'node:child_process';
import { ENV, here, PRODUCT, startServer } from './children.mjs';
import { median } from './median.mjs';

/** Whole processes from start to exit, in turn; the ratios are to `node -e 0` in the same round. */
export async function compareStartUp({ rounds, folder }) {
  const server = await startServer((port) => [here('servers/bare.mjs'), port], folder);
  const commands = {
    'node -e 0': ['-e', '0'],
    'wa-webhook --version': [PRODUCT, '--version'],
    'wa-webhook replay text --dry-run': [PRODUCT, 'replay', 'text', '--dry-run'],
    'wa-webhook replay text --to …': [PRODUCT, 'replay', 'text', '--to', `${server.origin}/webhook`],
  };
  const names = Object.keys(commands);
  try {
    const measured = Array.from({ length: rounds + 1 }, () =>
      names.map((name) => wallMs(commands[name], folder)),
    ).slice(1);
    return names.map((name, n) => ({
      name,
      tookMs: median(measured.map((round) => round[n])),
      ratio: median(measured.map((round) => round[n] / round[0])),
    }));
  } finally {
    server.end();
  }
}

function wallMs(args, cwd) {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env: ENV });
  const tookMs = performance.now() - startedMs;
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return tookMs;
}
