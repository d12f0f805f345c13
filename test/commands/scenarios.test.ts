import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';

const cwd = temporaryFolder();
const write = (name: string, value: unknown) => writeFileSync(join(cwd, name), JSON.stringify(value));
write('mine.json', { steps: [{ fixture: './hook.json' }, { fixture: 'read', after: '1s' }] });
write('hook.json', { object: 'whatsapp_business_account', entry: [{ id: '7', changes: [] }] });
write('wrong.json', { steps: [{ fixture: 'text' }, { fixture: 'read', after: 'soon' }] });
write('typo.json', { steps: [{ fixture: 'txet' }] });
write('many.json', { steps: [{ fixture: 'statuses/*' }] });
write('nowhere.json', { steps: [{ fixture: 'text', set: { 'entry[3].id': 1 } }] });
mkdirSync(join(cwd, 'mixed'));
write('mixed/a.json', { steps: [{ fixture: 'read' }] });
write('mixed/b.json', { object: 'whatsapp_business_account', entry: [] });
write('huge.json', { steps: [{ fixture: 'history', size: '3mb', count: 400 }] });

async function replay(...args: readonly string[]) {
  const { io, out, err } = fakeIo({ cwd });
  const exitCode = await run(['replay', ...args, '--app-secret', 's'], io);
  return { exitCode, out: out(), err: err() };
}

async function planned(...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { exitCode, out } = await replay(...args, '--dry-run', '--json');
  expect(exitCode).toBe(0);
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('replay of a scenario', () => {
  it.each(['message-life', 'scenarios/message-life'])('finds %s', async (name) => {
    const plan = await planned(name, '--speed', '10x');
    expect(plan.map(({ what, virtualMs, realMs }) => [what, virtualMs, realMs])).toEqual([
      ['statuses/sent', 0, 0],
      ['statuses/delivered', 2_000, 200],
      ['statuses/read', 60_000, 6_000],
    ]);
  });

  it('takes a folder of scenarios, one after the other', async () => {
    mkdirSync(join(cwd, 'stories'));
    for (const name of ['b', 'a'])
      write(`stories/${name}.json`, { steps: [{ fixture: 'read', message: name, at: '1s' }] });
    const plan = await planned('stories');
    expect(plan.map(({ what, virtualMs }) => [what, virtualMs])).toEqual([
      ['read (a)', 1_000],
      ['read (b)', 2_000],
    ]);
  });

  it('is not taken for a webhook where one is wanted', async () => {
    const { io, err } = fakeIo({ cwd });
    expect(await run(['explain', 'scenarios/outage'], io)).toBe(3);
    expect(err()).toContain('scenarios/outage is a scenario, and not one webhook.\n  See its steps with');
  });

  it('tells the plan in words', async () => {
    const { out } = await replay('read-first', '--dry-run', '--speed', '1000x');
    expect(out.split('\n').slice(0, 3)).toEqual([
      '#1 at +0 ms statuses/sent → http://127.0.0.1:8090/webhook · 629 bytes',
      '#2 at +60 s (here +60 ms) statuses/read → http://127.0.0.1:8090/webhook · 541 bytes',
      '#3 at +2 min (here +122 ms) statuses/delivered → http://127.0.0.1:8090/webhook · 634 bytes',
    ]);
  });

  it('takes a file of the user with a webhook beside it', async () => {
    expect((await planned('mine.json')).map(({ what }) => what)).toEqual(['./hook.json', 'read']);
  });

  it('sends several one after the other, each as often as --count says', async () => {
    const plan = await planned('message-life', 'read-first', '--count', '2');
    expect(plan.map(({ virtualMs }) => Number(virtualMs) / 1_000)).toEqual([
      0, 2, 60, 60, 120, 182, 242, 242, 244, 302, 302, 362, 424, 484,
    ]);
    const digests = new Set(plan.map(({ sha256 }) => sha256));
    // The delivered of read-first comes twice with the same bytes.
    expect(digests.size).toBe(plan.length - 2);
    expect((await planned('scenarios/*')).length).toBeGreaterThan(2_700);
  });

  it('is the same with the same seed, byte for byte', async () => {
    const digests = async (seed: string) =>
      (await planned('campaign-burst', '--seed', seed)).map(({ sha256 }) => sha256);
    const [one, same, other] = [await digests('7'), await digests('7'), await digests('8')];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(one).toHaveLength(2_700);
  });

  it('plans retries too', async () => {
    const plan = await planned('message-life', '--retry', '--retry-for', '2min');
    expect(plan.filter(({ n }) => n === 2).map(({ virtualMs, isRetry }) => [virtualMs, isRetry])).toEqual([
      [2_000, false],
      [2_000, true],
      [62_000, true],
    ]);
  });

  it('keeps to --identity', async () => {
    const { out } = await replay('message-life', '--identity', 'username-only', '--print', 'body');
    expect(out).not.toContain('15550100300');
  });

  it.each([
    [['wrong.json'], 3, 'wrong.json: steps[1].after is "soon", not a time like "2s", "5min" or "1h".'],
    [
      ['typo.json'],
      3,
      'typo.json: steps[0].fixture: There is no fixture and no file named "txet". Did you mean "text"?',
    ],
    [['many.json'], 3, 'many.json: steps[0].fixture: "statuses/*" is more than one webhook.'],
    [['nowhere.json'], 2, 'nowhere.json: text has no place for --set: in steps[0].set, entry[3].id leads nowhere'],
    [['huge.json'], 2, 'The plan is too large'],
    [['scenarios/mesage-life'], 3, 'Did you mean "scenarios/message-life"?'],
    [['mesage-life'], 3, 'Did you mean "message-life"?'],
    [['mixed'], 2, 'mixed holds scenarios and other files, like mixed/b.json.'],
    [['text', 'message-life'], 2, 'scenarios/message-life is a scenario, and is not sent together with text.'],
    [['message-life', '--batch', '2'], 2, '--batch does not go with scenarios/message-life'],
    [['message-life', '--duplicates', '2'], 2, '--duplicates does not go with scenarios/message-life'],
    [['message-life', '--set', '/a=1'], 2, '--set does not go with scenarios/message-life'],
  ])('refuses %j with %i and the place', async (args, code, sentence) => {
    const { exitCode, out, err } = await replay(...args, '--dry-run');
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' });
    expect(err).toContain(`error: ${sentence}`.replace('error: Did', 'Did'));
    expect(err).toMatch(/\n {2}\S.*\n$/);
  });
});

describe('fixtures', () => {
  async function fixtures(...args: readonly string[]) {
    const { io, out } = fakeIo({ cwd });
    expect(await run(['fixtures', ...args], io)).toBe(0);
    return out();
  }

  it('lists scenarios behind the webhooks, as what they are', async () => {
    const lines = (await fixtures('list', '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const scenarios = lines.filter(({ type }) => type === 'scenario');
    expect(scenarios.map(({ name }) => name)).toEqual(lines.slice(-7).map(({ name }) => name));
    expect(scenarios[1]).toMatchObject({
      name: 'scenarios/message-life',
      field: 'scenarios',
      description: 'The life of a message: sent, delivered two seconds later, read after a minute',
      sizeBytes: expect.any(Number),
    });
    expect(await fixtures('list')).toMatch(/^scenarios\/outage {5,}After an hour without an answer/m);
  });

  it('shows one, for a person to start from', async () => {
    expect(JSON.parse(await fixtures('show', 'scenarios/message-life'))).toMatchObject({ steps: [{}, {}, {}] });
  });

  it('are all webhooks: all and a glob pass scenarios over', async () => {
    const [all, glob] = [await planned('all'), await planned('*/read*')];
    for (const { what } of [...all, ...glob]) expect(what).not.toMatch(/scenario|read-first/);
  });
});
