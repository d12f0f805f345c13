import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { findProgram } from '../../tunnel/find-program.ts';
import { startGuarded } from '../../tunnel/guarded-child.ts';
import { printable } from '../../ui/printable.ts';
import { world } from '../world.ts';
import type { AppProgram } from './app.ts';
import type { StartedApp } from './start-app.ts';

/** Enough to see why it ended. */
const MAX_LINES = 40;

/** Runs the app's program with its port in `PORT`. Rejects when there is no such program. */
export async function runProgram(program: AppProgram): Promise<StartedApp> {
  const { command, args = [], env = {}, cwd = world.cwd() } = program;
  const port = await freePort(program.port);
  const path = await pathOf(command, cwd);
  const lines: string[] = [];
  let end: string | undefined;

  const child = startGuarded({
    path,
    args: args.map((arg) => arg.replaceAll('{port}', String(port))),
    env: { ...world.env, PORT: String(port), ...env },
    cwd,
    onLine: (line) => {
      lines.push(printable(line));
      if (lines.length > MAX_LINES) lines.shift();
    },
  });
  void child.ended.then(({ exitCode, signal }) => {
    end = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  });
  return { origin: `http://127.0.0.1:${port}`, output: () => lines.join('\n'), end: () => end, close: child.close };
}

async function pathOf(command: string, cwd: string): Promise<string> {
  if (command === 'node') return world.execPath;
  const isPath = /[/\\]/.test(command);
  const path = await findProgram(isPath ? resolve(cwd, command) : command, world.env['PATH']);
  if (path !== undefined) return path;
  throw new Error(
    `There is no program "${command}" ${isPath ? `in ${cwd}` : 'on PATH'}. Its arguments go into "args".`,
  );
}

/** Any free port, or this one: else the tests would talk to whatever has it, and not to the app. */
async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(wanted, '127.0.0.1');
  await listening.catch((cause: unknown) => {
    throw new Error(`Port ${wanted} is taken: end what listens there, or leave "port" out for a free one.`, { cause });
  });
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : wanted;
}
