import { describe, expect, it } from 'vitest';
import { isRunning } from '../support/is-running.ts';
import { startProgram } from '../support/program.ts';
import { killTunnelProgram, PROGRAM_FLAGS, tunnelProgramsOf } from '../support/tunnel-by-program.ts';
import { expectBytesToPass, tunnelled } from '../support/tunnelled.ts';
import { until } from '../support/until.ts';

describe('listen behind any tunnel program', () => {
  it('gets 3 MB of text in many alphabets, and twenty webhooks at once, to the byte', async () => {
    await expectBytesToPass(await tunnelled(PROGRAM_FLAGS));
  });

  it('opens the tunnel again when its program dies, and shouts the changed URL with the request that mends it', async () => {
    const token = 'it is "my" token';
    const listen = startProgram(['listen', '--port', '0', '--verify-token', token, ...PROGRAM_FLAGS]);
    const first = await until(() => /ready · public URL (\S+)/.exec(listen.out())?.[1], 'ready');

    killTunnelProgram(listen.pid);

    const shout = /PUBLIC URL CHANGED: (\S+) \(command\), was /;
    const second = await until(() => shout.exec(listen.out())?.[1], 'the shout');
    expect(second).not.toBe(first);
    expect(listen.out()).toMatch(/tunnel down: .* \(command, after .*\): .* ended with 137/);
    const request = await until(() => /^ {2}(curl .*)$/m.exec(listen.err())?.[1], 'the request');
    expect(request).toContain(`"override_callback_uri": "${second}", "verify_token": "it is \\"my\\" token"`);
    expect(await listen.stop()).toMatchObject({ exitCode: 0 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('leaves no process behind when %s ends it', async (signal) => {
    const listen = await tunnelled(PROGRAM_FLAGS);
    const programs = tunnelProgramsOf(listen.pid);
    expect(programs.length).toBeGreaterThan(1);

    await listen.stop(signal);

    await until(() => !programs.some(isRunning), 'the end of the tunnel program');
  });

  it('goes on without a public URL when the program is missing and nobody insists', async () => {
    const env = { WA_WEBHOOK_TUNNEL: 'command', WA_WEBHOOK_TUNNEL_COMMAND: 'no-such-tunnel {port}' };
    const listen = startProgram(['listen', '--json', '--port', '0'], { env });

    const failed = await listen.next('tunnel.failed');
    expect(failed).toMatchObject({ code: 'binary-missing' });
    expect(failed['reason']).toMatch(/^"no-such-tunnel" is not on PATH\. Check --tunnel-command/);
    expect(await listen.next('receiver.ready')).toMatchObject({ publicUrl: null });
    expect(await listen.stop()).toMatchObject({ exitCode: 0 });
  });
});
