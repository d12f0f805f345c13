import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { tunnelProviders } from '../../src/tunnel/index.ts';
import { TunnelError } from '../../src/tunnel/provider.ts';
import { freePort } from '../support/free-port.ts';
import { openContext } from '../support/supervise.ts';

const SETTINGS = {
  sshHost: 'nobody@127.0.0.1:1',
  tunnelUrl: new URL('https://x.example'),
  tunnelCommand: ['x', '{port}'],
};

describe.each(Object.entries(tunnelProviders))('the provider %s', (key, provider) => {
  it('has the name it is listed under, and says what is to know in whole sentences', () => {
    expect(provider.name).toBe(key);
    for (const notice of provider.traits.notices) expect(notice).toMatch(/^[A-Z].*\.$/);
    const tellsClearText = provider.traits.notices.join(' ').includes('clear text');
    expect(tellsClearText).toBe(!provider.traits.isEncryptedToUs);
  });

  it('rejects with a TunnelError only, in bounded time, when its host or its program is not there', async () => {
    const tunnelHost = new URL(`http://127.0.0.1:${await freePort()}`);
    const opening = provider.open(openContext({ settings: { ...SETTINGS, tunnelHost } }));

    await expect(opening).rejects.toBeInstanceOf(TunnelError);
  });

  it('rejects with a TunnelError when it was stopped before it began', async () => {
    const opening = provider.open(openContext({ settings: SETTINGS, signal: AbortSignal.abort() }));

    await expect(opening).rejects.toMatchObject({ name: 'TunnelError', code: 'stopped' });
  });
});

it('stands on the localtunnel version whose inside it uses', () => {
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve('localtunnel/package.json'), 'utf8')) as {
    version: string;
  };

  expect(version).toBe('2.0.2');
});
