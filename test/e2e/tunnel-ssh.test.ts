import { describe, expect, it } from 'vitest';
import { descendantsOf } from '../support/descendants.ts';
import { freePort } from '../support/free-port.ts';
import { isRunning } from '../support/is-running.ts';
import { post, textMessage } from '../support/listening.ts';
import { startProgram } from '../support/program.ts';
import { hasSshd, type RunningSshd, sshdRunning } from '../support/sshd-running.ts';
import { deliver, expectBytesToPass, tunnelled } from '../support/tunnelled.ts';
import { until } from '../support/until.ts';

async function flagsFor(sshd: RunningSshd, remote?: number): Promise<string[]> {
  const port = remote ?? (await freePort());
  const login = ['--ssh-host', sshd.target, '--ssh-key', sshd.keyFile];
  return ['--tunnel', 'ssh', ...login, '--ssh-remote', `127.0.0.1:${port}`, '--tunnel-url', `http://127.0.0.1:${port}`];
}

describe.skipIf(!hasSshd)('listen behind an ssh host', () => {
  it('gets 3 MB of text in many alphabets, and twenty webhooks at once, to the byte', async () => {
    await expectBytesToPass(await tunnelled(await flagsFor(await sshdRunning())));
  });

  it('is back at its URL when the session is killed, and takes local webhooks meanwhile', async () => {
    const sshd = await sshdRunning();
    const listen = await tunnelled(await flagsFor(sshd));

    sshd.signalSessions('SIGKILL');
    expect(await listen.next('tunnel.lost')).toMatchObject({
      reason: expect.stringContaining('closed the connection'),
    });
    expect((await post(listen.localUrl, textMessage('wamid.1'))).status).toBe(200);

    const opened = await listen.next('tunnel.opened');
    process.stdout.write(`ssh: back ${opened['downMs']} ms after the loss\n`);
    expect(opened).toMatchObject({ url: listen.publicUrl.href, downMs: expect.any(Number) });
    expect((await deliver(listen.publicUrl, textMessage('wamid.2'))).status).toBe(200);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves no process behind when %s ends it', async (signal) => {
    const listen = await tunnelled(await flagsFor(await sshdRunning()));
    const children = descendantsOf(listen.pid);
    expect(children.length).toBeGreaterThan(1);

    const { exitCode } = await listen.stop(signal);

    expect(exitCode).toBe(signal === 'SIGINT' ? 0 : null);
    await until(() => !children.some(isRunning), 'the end of ssh');
    expect(listen.err()).toBe('');
  });

  it('ends with 5 in a pipe when the key is not taken, with the reason and the next step', async () => {
    const sshd = await sshdRunning();
    const flags = await flagsFor({ ...sshd, keyFile: sshd.strangeKeyFile });
    const listen = startProgram(['listen', '--json', '--port', '0', ...flags]);

    expect((await listen.ended).exitCode).toBe(5);
    expect(listen.err()).toBe(
      'error: No tunnel by ssh: The ssh host 127.0.0.1 takes no key of yours; --ssh-key names one.\n  Run with --no-tunnel to work locally, or give your own address with --public-url.\n',
    );
  });
});
