import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLocaltunnel } from '../../src/tunnel/localtunnel.ts';
import { type OpenContext, TunnelError } from '../../src/tunnel/provider.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeTunnel, startFakeTunnel } from '../support/fake-tunnel.ts';
import { openContext } from '../support/supervise.ts';
import { visitPublicUrl } from '../support/visit-public-url.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('localtunnel', () => {
  it('carries 3 MB of multi-byte text without changing a byte', async () => {
    const host = await fakeTunnel();
    const session = await open(host);
    const sample = '{"text":"Grüße 👋 привет 日本"}';
    const body = Buffer.from(sample.repeat(Math.ceil((3 * 1024 * 1024) / Buffer.byteLength(sample))));

    const answer = await visitPublicUrl(session.url, { method: 'POST', body });

    expect(answer).toEqual({ status: 200, headers: expect.any(Object), body: sha256(body) });
  });

  it('carries random bytes, and many requests at the same time', async () => {
    const host = await fakeTunnel();
    const session = await open(host);
    const bodies = Array.from({ length: 120 }, () => randomBytes(2_000));

    const answers = await Promise.all(
      bodies.map((body) => visitPublicUrl(session.url, { method: 'POST', body, headers: { connection: 'close' } })),
    );

    expect(answers).toEqual(bodies.map((body) => ({ status: 200, headers: expect.any(Object), body: sha256(body) })));
    expect(host.names()).toEqual([session.name]);
  });

  it('gives the name that was asked for, and no path with a trailing slash of the host', async () => {
    const host = await fakeTunnel();
    const session = await open(host, {
      wantedName: 'my-bot-7',
      settings: { tunnelHost: new URL(`${host.url.origin}/some/path/`) },
    });

    expect(host.registrations).toEqual(['/my-bot-7']);
    expect(session.name).toBe('my-bot-7');
    expect(session.url.href).toBe(`http://my-bot-7.localhost:${host.url.port}/`);
  });

  it('opens ten sockets at most, also where the host announces more', async () => {
    const host = await fakeTunnel({ announced: 20 });
    await open(host);

    await eventually(() => expect(host.standing()).toBe(10));
    expect(host.accepted()).toBe(10);
  });

  it('refuses another name than the wanted one', async () => {
    const host = await fakeTunnel();
    await open(host, { wantedName: 'my-bot' });

    expect(await failure(host, { wantedName: 'my-bot' })).toMatchObject({
      code: 'name-taken',
      message: `The name my-bot is taken at ${host.url.host}, or not yet released.`,
      isFatal: false,
    });
  });

  it('tells a tunnel port that takes no connection', async () => {
    const host = await fakeTunnel({ mode: 'refuse' });

    expect(await failure(host)).toMatchObject({
      code: 'refused',
      message: expect.stringContaining("The tunnel's port"),
    });
    expect(host.registrations).toHaveLength(1);
  });

  it('tells a tunnel port at an address that cannot be found', async () => {
    const host = await fakeTunnel({ mode: 'badip' });

    expect(await failure(host)).toMatchObject({ message: expect.stringContaining('at no-such-host.invalid') });
  });

  it.each(['fin', 'rst'] as const)(
    'ends when the host closes each socket ("%s") instead of storming it',
    async (mode) => {
      const host = await fakeTunnel({ mode });

      const how = await open(host).then(
        (session) => session.closed,
        (error: unknown) => error,
      );

      expect(how).toMatchObject({ code: 'sockets-lost' });
      expect(host.accepted()).toBeLessThan(80);
    },
  );

  it('outlives the loss of all its sockets while the host keeps the name', async () => {
    const host = await fakeTunnel();
    const session = await open(host);
    await eventually(() => expect(host.standing()).toBe(10));

    host.drop();

    await eventually(() => expect(host.accepted()).toBe(20));
    expect((await visitPublicUrl(session.url)).status).toBe(200);
  });

  it('ends, told why, when the host is gone', async () => {
    const host = await fakeTunnel();
    const session = await open(host);
    await eventually(() => expect(host.standing()).toBe(10));

    await host.kill();

    expect(await session.closed).toMatchObject({ code: 'refused', reason: expect.stringContaining('refused') });
  });

  it('leaves no socket and registers nothing more after close, which may be called twice', async () => {
    const host = await fakeTunnel();
    const session = await open(host);
    await eventually(() => expect(host.standing()).toBe(10));

    await Promise.all([session.close(), session.close()]);
    await session.close();

    expect(await session.closed).toMatchObject({ code: 'stopped' });
    await eventually(() => expect(host.standing()).toBe(0));
    // The host gives the name free a second later: until then a reconnect would have come.
    await eventually(() => expect(host.names()).toEqual([]));
    expect(host.accepted()).toBe(10);
    expect(host.registrations).toEqual(['/?new']);
  });

  async function fakeTunnel(options: Parameters<typeof startFakeTunnel>[0] = {}): Promise<FakeTunnel> {
    const host = await startFakeTunnel(options);
    closers.push(host.close);
    return host;
  }

  async function open(host: Pick<FakeTunnel, 'url'>, context: Partial<OpenContext> = {}) {
    const provider = createLocaltunnel({ registerWithinMs: 60_000, connectWithinMs: 60_000 });
    const settings = { tunnelHost: host.url };
    const session = await provider.open(openContext({ targetPort: await hashingApp(), settings, ...context }));
    closers.push(session.close);
    return session;
  }

  async function failure(host: Pick<FakeTunnel, 'url'>, context: Partial<OpenContext> = {}): Promise<TunnelError> {
    const error = await open(host, context).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TunnelError)) throw new Error('It opened, or failed with another error.', { cause: error });
    return error;
  }
});

/** Answers each request with the SHA-256 of its body. */
async function hashingApp(): Promise<number> {
  const server = createServer(async (asked, answer) => {
    const hash = createHash('sha256');
    for await (const chunk of asked) hash.update(chunk as Buffer);
    answer.end(hash.digest('hex'));
  });
  await listen(server);
  return (server.address() as AddressInfo).port;
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.close();
    server.closeAllConnections();
  });
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
