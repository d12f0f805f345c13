import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { received } from '../support/happened.ts';

const fixturesFolder = new URL('../../fixtures/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(`${name}.json`, fixturesFolder), 'utf8');

async function explaining(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo(options);
  const exitCode = await run(['explain', ...args], io);
  return { exitCode, out: out(), err: err() };
}

const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** A line of history: a webhook with this number in its session, and this body. */
const line = (n: number, body: string, session = 'mhz3k2p1') =>
  `${JSON.stringify({ ...received(n), id: `${session}-${n}`, body })}\n`;

/** A folder in which `listen` ran twice. */
function folderWithHistory(): string {
  const cwd = temporaryFolder();
  const folder = join(cwd, '.wa-webhook/history');
  mkdirSync(folder, { recursive: true });
  const older = line(1, fixture('messages/image')) + line(2, fixture('statuses/read'));
  const newer = `${line(1, fixture('messages/text'), 'mhz3k9zz')}{"type":"webhook.answered","at":"x","v":1}\n{"type":"webh`;
  writeFileSync(join(folder, '2026-11-01T08-00-00.000Z-mhz3k2p1.ndjson'), older);
  writeFileSync(join(folder, '2026-11-02T08-00-00.000Z-mhz3k9zz.ndjson'), newer);
  return cwd;
}

describe('explain', () => {
  it('tells a person what a fixture says, within 80 columns', async () => {
    const { exitCode, out, err } = await explaining(['image']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('messages/image: 1 notification');
    expect(out).toContain('  image from Ada Test: "Schau mal"\n');
    expect(out).toContain('/entry/0/changes/0/value/messages/0 · line 24, column 15');
    expect(out).toContain('Mind: `url` holds for five minutes');
    expect(out).toContain('Everything in it is as Meta documents it.');
    for (const each of out.split('\n')) expect(each.length).toBeLessThanOrEqual(80);
  });

  it('tells a program the same as one JSON line each', async () => {
    const { exitCode, out, err } = await explaining(['image', 'failed', '--json']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(linesOf(out)).toMatchObject([
      {
        type: 'payload.explained',
        v: 1,
        what: 'messages/image',
        isEnvelopeBroken: false,
        notifications: 1,
        findings: [],
      },
      { type: 'payload.explained', what: 'statuses/failed', changes: [{ parts: [{ errors: [{ code: 131_047 }] }] }] },
    ]);
  });

  it('takes a file, standard input, a folder and a capture, several at once', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'some'));
    writeFileSync(join(cwd, 'some/a.json'), fixture('messages/audio'));
    writeFileSync(join(cwd, 'payload.json'), fixture('messages/video'));
    const ready = '{"type":"receiver.ready","at":"x","v":1}\n';
    writeFileSync(
      join(cwd, 'capture.ndjson'),
      `${ready + line(3, fixture('messages/text')) + line(4, '[]')}{"type":"webh`,
    );
    const words = ['payload.json', '-', 'some', 'capture.ndjson', '--json'];
    const { exitCode, out } = await explaining(words, { cwd, stdin: fixture('statuses/read') });
    expect(linesOf(out)).toMatchObject([
      { what: 'payload.json', changes: [{ parts: [{ says: expect.stringContaining('video') }] }] },
      { what: 'stdin', changes: [{ parts: [{ says: expect.stringContaining('read by') }] }] },
      { what: join('some', 'a.json') },
      { what: 'capture.ndjson mhz3k2p1-3' },
      { what: 'capture.ndjson mhz3k2p1-4', isEnvelopeBroken: true },
    ]);
    expect(exitCode).toBe(1);
  });

  it('takes a capture from standard input, as `listen --json | explain -` gives it', async () => {
    const { exitCode, out } = await explaining(['-'], { stdin: line(7, fixture('messages/text')) });
    expect(exitCode).toBe(0);
    expect(out).toContain('stdin mhz3k2p1-7: 1 notification');
  });

  it.each([
    ['last', 'mhz3k9zz-1'],
    ['mhz3k2p1-1', 'mhz3k2p1-1'],
    ['#1', 'mhz3k9zz-1'],
    ['2', 'mhz3k2p1-2'],
    ['#2', 'mhz3k2p1-2'],
  ])('finds %s in history', async (word, id) => {
    const { exitCode, out } = await explaining([word, '--json'], { cwd: folderWithHistory() });
    expect(exitCode).toBe(0);
    expect(linesOf(out)).toMatchObject([{ what: id }]);
  });

  it('finds it in the state folder that is asked for', async () => {
    const state = join(folderWithHistory(), '.wa-webhook');
    expect((await explaining(['last', '--state-dir', state])).exitCode).toBe(0);
  });

  it.each([
    ['last', 'There is no webhook in the history of'],
    ['#99', 'There is no webhook #99 in the history of'],
    ['99', 'There is no webhook 99 in the history of'],
    ['mhz3k2p1-99', 'There is no webhook mhz3k2p1-99 in the history of'],
    ['imgae', 'Did you mean "image"?'],
    ['no.json', 'There is no file no.json.'],
    ['events.ndjson', 'There is no webhook.received line in events.ndjson.'],
  ])('refuses %s with exit code 3', async (word, sentence) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'events.ndjson'), '{"type":"receiver.ready","at":"x","v":1}\n');
    const { exitCode, out, err } = await explaining([word], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['{"a":1,}', 'is not JSON at line 1, column 8: a comma stands before the closing "}".'],
    ["{\n  'a': 1\n}", 'is not JSON at line 2, column 3: single quotes'],
    ['{\n  // why\n}', 'is not JSON at line 2, column 3: a comment'],
    ['{"id": <PHONE_NUMBER_ID>}', 'is not JSON at line 1, column 8: the placeholder <PHONE_NUMBER_ID>'],
    ['', 'is empty.'],
  ])('says why %j is not JSON, with exit code 3', async (stdin, reason) => {
    const { exitCode, out, err } = await explaining(['-'], { stdin });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toMatch(/^error: stdin /);
    expect(err).toContain(reason);
  });

  it.each([
    '[]',
    'null',
    '{}',
    '{"object":"instagram","entry":[]}',
    '{"object":"whatsapp_business_account","entry":[{}]}',
  ])('ends with 1 when the envelope is broken: %s', async (stdin) => {
    const { exitCode, out, err } = await explaining(['-'], { stdin });
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    expect(out).toContain('the envelope is broken');
  });

  it('lets no control character of a stranger reach the terminal', async () => {
    const text = fixture('messages/text').replaceAll('Ada Test', '\\u001b]0;x\\u0007\\u202eAda\\nTest');
    const { out } = await explaining(['-'], { stdin: text });
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    const json = await explaining(['-', '--json'], { stdin: text });
    expect(json.exitCode).toBe(0);
  });

  it('shortens 3 MB of history to what a person reads', async () => {
    const history: unknown = JSON.parse(fixture('history/history'));
    const messages = Array.from({ length: 12_000 }, (_, n) => ({
      id: `wamid.${n}`,
      type: 'text',
      text: { body: 'x'.repeat(150) },
    }));
    const text = JSON.stringify(history).replace(
      /"threads":\[.*?\]\}\]/s,
      `"threads":[{"id":"1","messages":${JSON.stringify(messages)}}]`,
    );
    const { out } = await explaining(['-'], { stdin: text });
    expect(out.length).toBeLessThan(20_000);
    expect(out).toMatch(/and [\d,]+ more, not shown/);
  });
});

describe('--save-fixture', () => {
  const saved = (cwd: string, path: string) => readFileSync(join(cwd, 'fixtures', path), 'utf8');

  it('writes a readable fixture without the people in it', async () => {
    const cwd = folderWithHistory();
    const { exitCode, err } = await explaining(['last', '--save-fixture', 'a-text'], { cwd });
    expect(exitCode).toBe(0);
    expect(err).toContain('Saved as fixtures/messages/a-text.json');
    const text = saved(cwd, 'messages/a-text.json');
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(text).not.toMatch(/Ada Test|15550100300/);
    expect((await explaining(['fixtures/messages/a-text.json'], { cwd })).exitCode).toBe(0);
  });

  it('keeps statuses where our own are, and a field of any name in a folder of none', async () => {
    const cwd = temporaryFolder();
    await explaining(['read', '--save-fixture', 'mine'], { cwd });
    expect(existsSync(join(cwd, 'fixtures/statuses/mine.json'))).toBe(true);
    const evil = fixture('messages/text').replace('"field": "messages"', '"field": "../../evil"');
    await explaining(['-', '--save-fixture', 'evil'], { cwd, stdin: evil });
    expect(existsSync(join(cwd, 'fixtures/unknown_field/evil.json'))).toBe(true);
  });

  it('never writes over a file, but with --force', async () => {
    const cwd = temporaryFolder();
    await explaining(['text', '--save-fixture', 'one'], { cwd });
    const before = saved(cwd, 'messages/one.json');
    const again = await explaining(['image', '--save-fixture', 'one'], { cwd });
    expect(again.exitCode).toBe(2);
    expect(again.err).toContain('messages/one.json is there already.');
    expect(again.err).toContain('--force');
    expect(saved(cwd, 'messages/one.json')).toBe(before);
    expect((await explaining(['image', '--save-fixture', 'one', '--force'], { cwd })).exitCode).toBe(0);
    expect(saved(cwd, 'messages/one.json')).not.toBe(before);
  });

  it.each([
    [['text', 'image', '--save-fixture', 'two'], '--save-fixture takes one payload, and there are 2.'],
    [['text', '--save-fixture', '../up'], '--save-fixture'],
    [['text', '--save-fixture', 'Big Name'], 'It takes a name like image-with-tags'],
  ])('refuses %j with exit code 2', async (args, sentence) => {
    const { exitCode, err } = await explaining(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(sentence);
  });

  it('says when the folder cannot be written', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'fixtures'), '');
    const { exitCode, err } = await explaining(['text', '--save-fixture', 'one'], { cwd });
    expect(exitCode).toBe(2);
    expect(err).toContain('Cannot write fixtures/messages/one.json');
  });
});

describe('whatever comes', () => {
  it('ends with 0, 1 or 3 for a capture that somebody edited', async () => {
    const parts = fc.record(
      {
        type: fc.constantFrom('webhook.received', 'webhook.answered', 7),
        id: fc.constantFrom('mhz3k2p1-1', 7),
        at: fc.constant('x'),
        v: fc.constant(1),
        notifications: fc.constantFrom([], 7),
        body: fc.constantFrom('{}', '{', 7, null),
        bodyBase64: fc.constantFrom('e30=', '*', 7),
      },
      { requiredKeys: ['type', 'at', 'v'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 3 }), async (lines) => {
        const stdin = lines.map((each) => `${JSON.stringify(each)}\n`).join('');
        const { exitCode } = await explaining(['-'], { stdin });
        expect([0, 1, 3]).toContain(exitCode);
      }),
    );
  });

  it('ends with 0, 1 or 3', async () => {
    const bytes = Buffer.from(fixture('messages/reaction'));
    const inputs = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
      fc.uint8Array(),
      fc.nat(bytes.length).map((end) => bytes.subarray(0, end)),
    );
    await fc.assert(
      fc.asyncProperty(inputs, async (stdin) => {
        const { exitCode, out, err } = await explaining(['-'], { stdin });
        expect([0, 1, 3]).toContain(exitCode);
        expect((out + err).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 150 },
    );
  });
});
