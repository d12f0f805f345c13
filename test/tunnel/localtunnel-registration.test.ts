import { afterEach, expect, it } from 'vitest';
import { type RegisterOptions, register } from '../../src/tunnel/localtunnel-registration.ts';
import { TunnelError } from '../../src/tunnel/provider.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeTunnel, type FakeTunnelMode, startFakeTunnel } from '../support/fake-tunnel.ts';

const hosts: FakeTunnel[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const faults: [FakeTunnelMode, TunnelError['code'], string][] = [
  ['hang', 'timeout', 'did not answer within 1 s'],
  ['403', 'denied', 'refuses with 403: "Invalid subdomain. [31m Use letters."'],
  ['429', 'rate-limited', 'answered 429: it got too many requests: "Slow down"'],
  ['500', 'bad-answer', 'answered 500'],
  [
    'html',
    'bad-answer',
    'answered with a web page titled "Hotel Wi-Fi": a login page of this network, or no localtunnel host',
  ],
  ['noport', 'bad-answer', 'answered without a port: it is no localtunnel host'],
  ['redirect', 'bad-answer', 'redirects to "http://login.localhost/", which is not followed'],
];
it.each(faults)('tells a host that does "%s" as such, asked once, in bounded time', async (mode, code, predicate) => {
  const host = await fakeTunnel(mode);

  const error = await failure(host, mode === 'hang' ? { timeoutMs: 1_000 } : {});

  expect(error).toMatchObject({ code, isFatal: mode === '403' });
  expect(error.message).toBe(`The tunnel host ${host.url.host} ${predicate}.`);
  expect(host.registrations).toEqual(['/my-bot']);
});

it('tells a host that is not there', async () => {
  const host = await fakeTunnel('ok');
  await host.kill();

  const error = await failure(host);

  expect(error).toMatchObject({ code: 'refused', isFatal: false });
  expect(error.message).toBe(`The tunnel host ${host.url.host} refused the connection.`);
});

it('stops with the signal', async () => {
  const host = await fakeTunnel('hang');
  const stop = new AbortController();
  const asked = failure(host, { signal: stop.signal });
  await eventually(() => expect(host.registrations).toHaveLength(1));

  stop.abort();

  expect(await asked).toMatchObject({ code: 'stopped' });
});

async function fakeTunnel(mode: FakeTunnelMode): Promise<FakeTunnel> {
  const host = await startFakeTunnel({ mode });
  hosts.push(host);
  return host;
}

async function failure({ url }: FakeTunnel, options: Partial<RegisterOptions> = {}): Promise<TunnelError> {
  const { timeoutMs = 60_000, signal = new AbortController().signal } = options;
  const error: unknown = await register(url, 'my-bot', { timeoutMs, signal }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TunnelError)) throw new Error('It was given a name, or failed otherwise.', { cause: error });
  return error;
}
