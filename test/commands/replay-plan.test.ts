import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo } from '../support/fake-io.ts';

async function replay(...args: readonly string[]) {
  const { io, out, err } = fakeIo();
  const exitCode = await run(['replay', ...args, '--app-secret', 's'], io);
  return { exitCode, out: out(), err: err() };
}

async function bodies(...args: readonly string[]): Promise<string[]> {
  const { exitCode, out } = await replay(...args, '--print', 'body');
  expect(exitCode).toBe(0);
  return out.trim().split('\n');
}

const idsIn = (body: string | undefined) => [...(body ?? '').matchAll(/"id":"(wamid\.[^"]+)"/g)].map(([, id]) => id);

describe('--set', () => {
  const TEXT = 'entry[0].changes[0].value.messages[0].text.body';

  it('puts a value in after all else, written as Meta writes, several of them', async () => {
    const [body] = await bodies('text', '--set', `${TEXT}=Grüße/`, '--set', '/entry/0/changes/0/value/messages/0/id=7');
    expect(body).toContain('"text":{"body":"Gr\\u00fc\\u00dfe\\/"}');
    expect(body).toContain('"id":7');
  });

  it('holds for each --count and in the wanted size', async () => {
    const [first, second] = await bodies('text', '--set', `${TEXT}=Hi`, '--count', '2');
    for (const body of [first, second]) expect(body).toContain('{"body":"Hi"}');
    const [large] = await bodies('text', '--set', `/entry/0/id="9"`, '--size', '9kb');
    expect(large).toHaveLength(9 * 1024);
    expect(large).toContain('"entry":[{"id":"9"');
  });

  it.each([
    [`${TEXT}.deeper=1`, `${TEXT} is a string, which holds nothing`],
    ['entry[1].id=1', 'messages/text has no place for --set: entry[1].id leads nowhere, since entry is an array of 1'],
    ['no-value', 'It takes a path and a value, like /entry/0/id=7 or entry[0].id=7.'],
    ['a..b=1', '--set'],
  ])('refuses %s with exit code 2', async (assignment, sentence) => {
    const { exitCode, out, err } = await replay('text', '--set', assignment, '--print', 'body');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(sentence);
  });
});

describe('--count', () => {
  it('sends it all so often, what belongs together with the same id, each round with another', async () => {
    const ids = (await bodies('sent', 'read', '--count', '3')).map((body) => idsIn(body)[0]);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(3);
    expect([ids[0], ids[2], ids[4]]).toEqual([ids[1], ids[3], ids[5]]);
  });

  it('refuses a plan that no memory holds, and says what to do', async () => {
    const { exitCode, err } = await replay('text', '--count', '1000', '--size', '3mb', '--dry-run');
    expect(exitCode).toBe(2);
    expect(err).toContain('The plan is too large: more than 1 GiB of webhooks at once.');
    expect(err).toContain('Lower --count or --size');
  });
});

describe('--seed', () => {
  const args = ['text', 'sent', 'read', '--count', '5', '--shuffle', '--batch', '2'];

  it('gives the same plan, byte for byte, with the times of the fixtures', async () => {
    const [one, same, other] = [
      await bodies(...args, '--seed', '7'),
      await bodies(...args, '--seed', '7'),
      await bodies(...args, '--seed', '8'),
    ];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect((await bodies('text', '--seed', '7'))[0]?.match(/"timestamp":"\d+"/)?.[0]).toBe(
      (await bodies('text', '--verbatim'))[0]?.match(/"timestamp":"\d+"/)?.[0],
    );
  });

  it('can be compared by the digests of a dry run', async () => {
    const digests = async (seed: string) =>
      (await replay(...args, '--seed', seed, '--dry-run', '--json')).out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Record<string, unknown>)['sha256']);
    expect(await digests('7')).toEqual(await digests('7'));
    expect(await digests('7')).not.toEqual(await digests('8'));
    expect((await digests('7'))[0]).toMatch(/^[\da-f]{64}$/);
  });

  it('is by chance without it', async () => {
    expect(await bodies(...args)).not.toEqual(await bodies(...args));
  });
});

describe('--shuffle', () => {
  it('sends the same webhooks in another order', async () => {
    const names = async (...flags: readonly string[]) =>
      (await replay('messages/*', '--dry-run', '--json', '--seed', '1', ...flags)).out
        .trim()
        .split('\n')
        .map((line) => String((JSON.parse(line) as Record<string, unknown>)['what']));
    const [plain, shuffled] = [await names(), await names('--shuffle')];
    expect(shuffled).not.toEqual(plain);
    expect([...shuffled].sort()).toEqual([...plain].sort());
  });
});

describe('--batch', () => {
  it('merges so many into one webhook, and says what is in it', async () => {
    const args = ['sent', 'delivered', 'read', '--count', '3', '--batch', '4', '--seed', '1'];
    const merged = await bodies(...args);
    expect(merged.map((body) => idsIn(body).length)).toEqual([4, 4, 1]);
    expect(merged[0]?.match(/"entry":\[/g)).toHaveLength(1);
    expect(merged[0]?.match(/"field":/g)).toHaveLength(1);
    expect((await replay(...args, '--dry-run')).out).toContain('statuses/sent and 3 more → ');
  });

  it('takes at least one', async () => {
    const { exitCode, err } = await replay('text', '--batch', '0');
    expect(exitCode).toBe(2);
    expect(err).toContain('It takes a whole number from 1');
  });
});
