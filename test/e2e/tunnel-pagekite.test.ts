import { describe, expect, it } from 'vitest';
import { descendantsOf } from '../support/descendants.ts';
import { isRunning } from '../support/is-running.ts';
import { hasPagekite, pagekiteRunning } from '../support/pagekite-running.ts';
import { expectBytesToPassAtLast, tunnelled } from '../support/tunnelled.ts';
import { until } from '../support/until.ts';

describe.skipIf(!hasPagekite)('listen behind pagekite, by --tunnel-command', () => {
  // Of many at once it drops some or all, whoever listens behind it (1.5.2).
  it('gets 3 MB of text in many alphabets to the byte', async () => {
    const listen = await tunnelled(await pagekiteRunning());
    expect(listen.publicUrl.hostname).toBe('bot.pk.localhost');
    await expectBytesToPassAtLast(listen);
  });

  it('is open again under its URL when pagekite died, and leaves none behind', async () => {
    const listen = await tunnelled(await pagekiteRunning());
    const first = descendantsOf(listen.pid);
    expect(first.length).toBeGreaterThan(0);
    for (const pid of first) process.kill(pid, 'SIGKILL');

    expect(await listen.next('tunnel.lost')).toMatchObject({ provider: 'command' });
    expect(await listen.next('tunnel.opened')).toMatchObject({ url: listen.publicUrl.href });
    const second = descendantsOf(listen.pid);
    await listen.stop();
    await until(() => ![...first, ...second].some(isRunning), 'the end of pagekite');
  });
});
