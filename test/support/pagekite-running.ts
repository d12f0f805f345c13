import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './fake-io.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** It knows no `--version`, and says so. */
export const hasPagekite = spawnSync('pagekite', ['--version']).error === undefined;

/** Reads no configuration of the machine, asks for nothing, and talks to nobody but those that the arguments name. */
const ALONE = ['--clean', '--nullui'];

/** Debian's pagekite as the front end of a tunnel on loopback. Answers with the flags for a `listen` behind it. */
export async function pagekiteRunning(): Promise<readonly string[]> {
  const port = await freePort();
  const domain = '--domain=http:*.pk.localhost:secret';
  const frontEnd = ['--isfrontend', `--ports=${port}`, '--protos=http', '--host=127.0.0.1', domain];
  const child = spawn('pagekite', [...ALONE, ...frontEnd], { cwd: temporaryFolder(), stdio: 'ignore' });
  const gone = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`pagekite ended with ${child.exitCode}.`);
    return await isServing(port);
  }, 'the front end');

  const service = `--service_on=http:bot.pk.localhost:127.0.0.1:{port}:secret`;
  const backEnd = ['pagekite', ...ALONE, `--frontend=127.0.0.1:${port}`, service].join(' ');
  return ['--tunnel', 'command', '--tunnel-command', backEnd, '--tunnel-url', `http://bot.pk.localhost:${port}`];
}

/** Any answer will do. */
function isServing(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
