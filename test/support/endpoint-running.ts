import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

/** Starts an endpoint of `test/support/endpoints`, which nobody here wrote the inside of, and answers with its URL. */
export async function endpointRunning(file: string, ...args: readonly string[]): Promise<string> {
  const program = file.endsWith('.py') ? 'python3' : process.execPath;
  const child = spawn(program, [join(import.meta.dirname, 'endpoints', file), ...args]);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const gone = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const port = await until(() => {
    if (child.exitCode !== null) throw new Error(`${file} ended: ${err}`);
    return /^(\d+)\n/.exec(out)?.[1];
  }, file);
  return `http://127.0.0.1:${port}/webhook`;
}
