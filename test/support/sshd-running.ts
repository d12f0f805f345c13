import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { descendantsOf } from './descendants.ts';
import { temporaryFolder } from './fake-io.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const SSHD = '/usr/sbin/sshd';

export const hasSshd = spawnSync(SSHD, ['-V']).error === undefined && spawnSync('ssh', ['-V']).error === undefined;

export interface RunningSshd {
  readonly port: number;
  /** `user@127.0.0.1:port`, for `--ssh-host`. */
  readonly target: string;
  /** That the server takes. */
  readonly keyFile: string;
  /** That it does not. */
  readonly strangeKeyFile: string;
  /** Sends the signal to all that serves a session, and not to the server itself. */
  readonly signalSessions: (signal: NodeJS.Signals) => void;
  /** Ends the server and starts it again on its port, with another host key. */
  readonly changeHostKey: () => Promise<void>;
}

export interface SshdOptions {
  /** What a session prints before it waits, as a tunnel service does. */
  readonly greeting?: string;
}

/** Debian's sshd on a free port of 127.0.0.1, for the user who runs this, with keys to throw away. */
export async function sshdRunning({ greeting }: SshdOptions = {}): Promise<RunningSshd> {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  for (const name of ['host', 'other-host', 'user', 'stranger']) makeKey(path(name));
  const forced = greeting === undefined ? '' : `command="printf '${greeting}\\n'; exec sleep 1000" `;
  writeFileSync(path('authorized_keys'), forced + readFileSync(path('user.pub'), 'utf8'));
  // It refuses to start as root without it; Debian's service makes it at boot.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });

  const port = await freePort();
  let server = await start(folder, port, 'host');
  onTestFinished(async () => end(server));
  return {
    port,
    target: `${userInfo().username}@127.0.0.1:${port}`,
    keyFile: path('user'),
    strangeKeyFile: path('stranger'),
    signalSessions: (signal) => {
      for (const pid of descendantsOf(server.pid ?? -1)) signalIfThere(pid, signal);
    },
    changeHostKey: async () => {
      await end(server);
      server = await start(folder, port, 'other-host');
    },
  };
}

function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'to throw away', '-f', file]);
}

async function start(folder: string, port: number, hostKey: string): Promise<ChildProcess> {
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, hostKey)}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'AllowTcpForwarding remote',
    'PermitListen 127.0.0.1:* localhost:*',
    'PermitTTY no',
    'MaxStartups 100',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${config.join('\n')}\n`);
  const server = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')]);
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until(() => {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    return said.includes('Server listening');
  }, 'sshd');
  return server;
}

async function end(server: ChildProcess): Promise<void> {
  const sessions = descendantsOf(server.pid ?? -1);
  const gone = server.exitCode === null && server.signalCode === null ? once(server, 'close') : undefined;
  // A stopped one hears nothing but this.
  for (const pid of sessions) signalIfThere(pid, 'SIGKILL');
  server.kill('SIGKILL');
  await gone;
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
