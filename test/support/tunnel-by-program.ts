import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { descendantsOf } from './descendants.ts';

const TUNNEL_PROGRAM = join(import.meta.dirname, 'tunnel-program.mjs');

const COMMAND = `"${process.execPath}" "${TUNNEL_PROGRAM}" {port}`;

/** Flags for a tunnel by a program of its own, which has another URL at each start. */
export const PROGRAM_FLAGS = [
  '--tunnel',
  'command',
  '--tunnel-command',
  COMMAND,
  '--tunnel-url-pattern',
  'Tunnel: (http:\\S+)',
];

/** The tunnel program below this process, with the two that guard it, whose arguments name it too. */
export function tunnelProgramsOf(pid: number): number[] {
  return descendantsOf(pid).filter((each) => commandOf(each).includes(TUNNEL_PROGRAM));
}

/** Ends the tunnel program as a crash does: `listen` starts another one, under another URL. */
export function killTunnelProgram(pid: number): void {
  const program = tunnelProgramsOf(pid).find((each) => commandOf(each).startsWith(process.execPath));
  if (program === undefined) throw new Error('There is no tunnel program.');
  process.kill(program, 'SIGKILL');
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}
