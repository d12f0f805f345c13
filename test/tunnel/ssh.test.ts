import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TunnelSettings } from '../../src/tunnel/provider.ts';
import { createSsh } from '../../src/tunnel/ssh.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { fakeProgram } from '../support/fake-program.ts';
import { freePort } from '../support/free-port.ts';
import { hasSshd, type RunningSshd, sshdRunning } from '../support/sshd-running.ts';
import { openContext } from '../support/supervise.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const TIMING = { openWithinMs: 60_000, aliveEverySeconds: 15, aliveMisses: 2 };

async function open(
  sshd: RunningSshd,
  settings: Partial<TunnelSettings> = {},
  { timing = TIMING, stateDir = temporaryFolder() } = {},
) {
  const remote = await freePort();
  const context = openContext({
    targetPort: await answeringPort(),
    settings: {
      sshHost: sshd.target,
      sshKey: sshd.keyFile,
      sshRemote: `127.0.0.1:${remote}`,
      tunnelUrl: new URL(`http://127.0.0.1:${remote}`),
      ...settings,
    },
    env: { PATH: process.env['PATH'], HOME: stateDir },
    stateDir,
  });
  const session = await createSsh(timing).open(context);
  closers.push(session.close);
  return { session, stateDir };
}

async function answeringPort(): Promise<number> {
  const server = createServer((_, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

describe.skipIf(!hasSshd)("ssh to Debian's sshd", () => {
  it('stands when it says so, and is told to end', async () => {
    const { session } = await open(await sshdRunning());
    expect(await (await fetch(session.url)).text()).toBe('here');

    await session.close();

    expect(await session.closed).toMatchObject({ code: 'stopped' });
    await expect(fetch(session.url)).rejects.toThrow();
  });

  it('ends, told why, when the server kills the session', async () => {
    const sshd = await sshdRunning();
    const { session } = await open(sshd);

    sshd.signalSessions('SIGKILL');

    expect(await session.closed).toMatchObject({
      code: 'sockets-lost',
      reason: 'The ssh host 127.0.0.1 closed the connection.',
    });
  });

  it('notices a server that answers nothing any more', async () => {
    const sshd = await sshdRunning();
    const { session } = await open(sshd, {}, { timing: { ...TIMING, aliveEverySeconds: 1 } });

    sshd.signalSessions('SIGSTOP');

    expect(await session.closed).toMatchObject({
      code: 'timeout',
      reason: 'The ssh host 127.0.0.1 has stopped answering.',
    });
  });

  it('takes down the key of a new host beside our state, and refuses another one later', async () => {
    const sshd = await sshdRunning();
    const { session, stateDir } = await open(sshd);
    await session.close();
    expect(readFileSync(join(stateDir, 'ssh_known_hosts'), 'utf8')).toMatch(/ ssh-ed25519 /);

    await sshd.changeHostKey();

    await expect(open(sshd, {}, { stateDir })).rejects.toMatchObject({ code: 'host-key-changed', isFatal: true });
  });

  it('asks nobody for a password when the key is not taken', async () => {
    const sshd = await sshdRunning();
    await expect(open(sshd, { sshKey: sshd.strangeKeyFile })).rejects.toMatchObject({ code: 'denied', isFatal: true });
  });

  it('names a port that is taken there, and tries again', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    closers.push(async () => taken.close());
    const { port } = taken.address() as AddressInfo;

    await expect(open(await sshdRunning(), { sshRemote: `127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'port-busy',
      isFatal: false,
      message: `The ssh host 127.0.0.1 does not give port ${port}: it is taken there, or not permitted.`,
    });
  });

  it('tells a host where nothing listens', async () => {
    const sshd = await sshdRunning();
    const sshHost = `nobody@127.0.0.1:${await freePort()}`;
    await expect(open(sshd, { sshHost })).rejects.toMatchObject({ code: 'refused', isFatal: false });
  });

  it('reads the URL that a service prints into its session', async () => {
    const sshd = await sshdRunning({
      greeting: 'You are not authenticated.\\nhttp://x.free.pinggy.link\\nhttps://x.free.pinggy.link',
    });
    const folder = temporaryFolder();
    const config = [`Host free.pinggy.io`, 'HostName 127.0.0.1', `IdentityFile ${sshd.keyFile}`, ''];
    writeFileSync(join(folder, 'config'), config.join('\n'));
    const client = fakeProgram('ssh', `exec /usr/bin/ssh -F "${folder}/config" "$@"`);
    const [user] = sshd.target.split('@');
    const settings = { sshHost: `${user}@free.pinggy.io:${sshd.port}` };
    const context = openContext({ settings, env: client.env, stateDir: folder, targetPort: await answeringPort() });
    const session = await createSsh(TIMING).open(context);
    closers.push(session.close);

    expect(session.url.href).toBe('https://x.free.pinggy.link/');
    expect(session.notices).toEqual(['pinggy closes a free tunnel after 60 minutes, and gives another URL.']);
    expect(existsSync(join(folder, 'ssh_known_hosts'))).toBe(true);
  });
});
