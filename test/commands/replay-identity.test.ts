import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo } from '../support/fake-io.ts';

async function printed(...args: readonly string[]): Promise<string> {
  const { io, out } = fakeIo();
  expect(await run(['replay', ...args, '--print', 'body'], io)).toBe(0);
  return out();
}

describe('replay --identity', () => {
  it('sends the same text from a user with a phone, with a username besides, and with a username alone', async () => {
    expect(await printed('text', '--identity', 'phone')).toMatch(/"wa_id":"15550100300".*"from":"15550100300"/);
    expect(await printed('text', '--identity', 'username')).toMatch(/"username":"@ada\.test"},"wa_id":"15550100300"/);

    const alone = await printed('text', '--identity', 'username-only');
    expect(alone).toContain('"username":"@ada.test"},"user_id":"US.10000000000000000001"');
    expect(alone).not.toMatch(/"(?:from|wa_id)":/);
  });

  it('still gives fresh ids and times, and with --verbatim the ones of the fixture', async () => {
    const id = 'wamid.HBgLMTU1NTAxMDAzMDAVAgASGBQ5ODJEOUUzRUI5OTZGNTU5RTYzMwA=';
    expect(await printed('text', '--identity', 'username-only')).not.toContain(id);
    expect(await printed('text', '--identity', 'username-only', '--verbatim')).toContain(id);
  });

  it('names the kinds when it is given another', async () => {
    const { io, err } = fakeIo();
    expect(await run(['replay', 'text', '--identity', 'email'], io)).toBe(2);
    expect(err()).toContain('Allowed choices are phone, username, username-only.');
  });
});
