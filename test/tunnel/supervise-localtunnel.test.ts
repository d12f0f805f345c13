import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLocaltunnel } from '../../src/tunnel/localtunnel.ts';
import { probe } from '../../src/tunnel/probe.ts';
import type { SuperviseOptions } from '../../src/tunnel/supervise.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeTunnel } from '../support/fake-tunnel.ts';
import { supervise } from '../support/supervise.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('superviseTunnel with the localtunnel package', () => {
  it('is back under the same name when the host is back', async () => {
    const host = await startFakeTunnel();
    closers.push(host.close);
    const { tunnel, events } = await superviseLocaltunnel(host.url);
    const first = await tunnel.firstOutcome;
    expect(first).toMatchObject({ ok: true });

    await host.kill();
    await eventually(() => expect(events.at(-1)).toMatchObject({ type: 'tunnel.failed', code: 'refused' }));
    expect(tunnel.currentUrl()).toBeUndefined();
    await host.start();

    await eventually(() => expect({ ok: true, url: tunnel.currentUrl() }).toEqual(first));
    expect(host.names()).toHaveLength(1);
    expect(events.at(-1)).not.toHaveProperty('previousUrl');
  });

  it('tells a taken name and has it as soon as it is free', async () => {
    const host = await startFakeTunnel();
    closers.push(host.close);
    const holder = await superviseLocaltunnel(host.url, 'my-bot');
    await holder.tunnel.firstOutcome;
    const { tunnel } = await superviseLocaltunnel(host.url, 'my-bot');
    expect(await tunnel.firstOutcome).toMatchObject({ ok: false, code: 'name-taken' });

    await holder.tunnel.stop();

    await eventually(() => expect(tunnel.currentUrl()).toContain('//my-bot.localhost'));
  });

  it('notices a link that swallows everything, and is back under the same name when it no longer does', async () => {
    const host = await startFakeTunnel();
    closers.push(host.close);
    const { tunnel, events } = await superviseLocaltunnel(host.url, undefined, { beatMs: 100, missPauseMs: 20 });
    const first = await tunnel.firstOutcome;
    expect(first).toMatchObject({ ok: true });

    host.setMode('blackhole');
    const lost = await eventually(() => {
      const event = events.find(({ type }) => type === 'tunnel.lost');
      expect(event).toMatchObject({ reason: expect.stringContaining('did not answer within 1 s') });
      return events.length;
    });
    host.setMode('ok');

    await eventually(() =>
      expect(events.slice(lost)).toContainEqual(expect.objectContaining({ type: 'tunnel.opened' })),
    );
    await eventually(() => expect({ ok: true, url: tunnel.currentUrl() }).toEqual(first));
  });

  it('goes on with another URL, and says so, when a random name is lost for good', async () => {
    const host = await startFakeTunnel();
    closers.push(host.close);
    const { tunnel, events } = await superviseLocaltunnel(host.url, undefined, { keepNameMs: 0 });
    const first = await tunnel.firstOutcome;
    host.setMode('taken');

    await host.kill();
    await eventually(() => expect(tunnel.currentUrl()).toBeUndefined());
    await host.start();

    await eventually(() => expect(events.at(-1)).toMatchObject({ type: 'tunnel.opened' }));
    expect(events.at(-1)).toMatchObject({ previousUrl: first.ok && first.url });
  });

  it('registers nothing more once it is stopped, also when the host comes back', async () => {
    const host = await startFakeTunnel();
    closers.push(host.close);
    const { tunnel } = await superviseLocaltunnel(host.url);
    await tunnel.firstOutcome;
    await host.kill();
    await eventually(() => expect(tunnel.currentUrl()).toBeUndefined());

    await tunnel.stop();
    await host.start();
    const registered = host.registrations.length;
    const other = await superviseLocaltunnel(host.url, 'other');
    await other.tunnel.firstOutcome;

    expect(host.registrations.slice(registered)).toEqual(['/other']);
  });
});

async function superviseLocaltunnel(host: URL, wantedName?: string, timing: SuperviseOptions['timing'] = {}) {
  const server = createServer((asked, answer) => {
    answer.end(new URL(asked.url ?? '', 'http://x').searchParams.get('hub.challenge'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => server.close().closeAllConnections());

  const supervised = supervise({
    provider: createLocaltunnel({ registerWithinMs: 60_000, connectWithinMs: 60_000 }),
    context: { targetPort: (server.address() as AddressInfo).port, settings: { tunnelHost: host }, wantedName },
    probe: (url, signal) => probe({ url, verifyToken: 'token', signal, timeoutMs: 1_000 }),
    timing: { firstWaitMs: 50, longestWaitMs: 200, ...timing },
  });
  closers.push(supervised.tunnel.stop);
  return supervised;
}
