import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { checkSignature } from '../../src/webhook/signature.ts';
import { appAnswering } from '../support/app-answering.ts';
import { fakeIo } from '../support/fake-io.ts';
import { happened } from '../support/happened.ts';

async function replay(args: readonly string[], stdin = '') {
  const { io, out, err } = fakeIo({ stdin });
  const exitCode = await run(['replay', ...args, '--app-secret', 's'], io);
  const events = () =>
    out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { exitCode, out: out(), err: err(), events };
}

const idIn = (rawBody: Buffer) => /"id":"(wamid\.[^"]+)"/.exec(rawBody.toString())?.[1];

describe('replay as a load', () => {
  it('gives each of thousands its own id and a true signature', async () => {
    const app = await appAnswering(200);
    const { exitCode, out } = await replay(['text', '--to', app.url, '--concurrency', '8', '--count', '3000']);
    expect(exitCode).toBe(0);
    expect(new Set(app.requests.map(({ rawBody }) => idIn(rawBody))).size).toBe(3_000);
    const isTrue = app.requests.map(({ rawBody, headers }) =>
      checkSignature(rawBody, String(headers['x-hub-signature-256']), 's'),
    );
    expect(isTrue.filter(({ ok }) => ok)).toHaveLength(3_000);
    // Not a line for each of them.
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(out).toContain('sent 3000: 3000 answered 200');
  });

  it('sends what the same seed plans without it, byte for byte', async () => {
    const what = ['sent', 'read', 'text', '--count', '9', '--seed', '4'];
    const digests = async (flags: readonly string[]) =>
      (await replay([...what, ...flags, '--dry-run', '--json']))
        .events()
        .filter(({ type }) => type === 'delivery.planned')
        .map(({ what: name, sha256 }) => [name, sha256]);
    const eager = await digests([]);
    expect(eager).toHaveLength(27);
    expect(await digests(['--concurrency', '2'])).toEqual(eager);
    expect(await digests(['--batch', '4', '--rate', '5'])).toEqual(await digests(['--batch', '4']));

    const app = await appAnswering(200);
    await replay([...what, '--to', app.url, '--concurrency', '1']);
    const sent = app.requests.map(({ rawBody }) => rawBody.toString());
    const { out } = await replay([...what, '--print', 'body']);
    expect(sent).toEqual(out.trim().split('\n'));
  });

  it('goes over the input again and again for so long, with other ids each time', async () => {
    const app = await appAnswering(200);
    const { exitCode, events } = await replay(['sent', 'read', '--to', app.url, '--duration', '300ms', '--json']);
    expect(exitCode).toBe(0);
    const ids = app.requests.map(({ rawBody }) => idIn(rawBody));
    expect(ids.length).toBeGreaterThan(4);
    // The `sent` and the `read` of one pass speak of one message.
    expect(new Set(ids).size).toBe(Math.ceil(ids.length / 2));
    expect(events()[0]).toMatchObject({ type: 'load.planned', connections: 1, durationMs: 300 });
    expect(events().filter(({ type }) => type === 'delivery.answered')).toHaveLength(ids.length);
    expect(events().at(-1)).toMatchObject({
      type: 'replay.finished',
      sent: ids.length,
      statuses: { '200': ids.length },
    });
  });

  it('sends a capture as it came, over and over, and copies of a webhook with the same bytes', async () => {
    const app = await appAnswering(200);
    const line = { ...happened('webhook.received'), body: '{ "a": 1.0 }', sizeBytes: 12 };
    await replay(['-', '--to', app.url, '--concurrency', '2', '--count', '20'], `${JSON.stringify(line)}\n`);
    expect(app.requests).toHaveLength(20);
    for (const { rawBody } of app.requests) expect(rawBody.toString()).toBe('{ "a": 1.0 }');

    const other = await appAnswering(200);
    await replay(['text', '--to', other.url, '--concurrency', '3', '--count', '2', '--duplicates', '4']);
    const bodies = other.requests.map(({ rawBody }) => rawBody.toString());
    expect(bodies).toHaveLength(10);
    expect(new Set(bodies).size).toBe(2);
  });

  it('plans without a limit of memory what is made one by one', async () => {
    const { exitCode, err } = await replay([
      'text',
      '--size',
      '3mb',
      '--count',
      '1000',
      '--rate',
      '1/h',
      '--dry-run',
      '--duration',
      '1s',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  });

  it('prints its plan: the pace, and when each is due', async () => {
    const { out } = await replay([
      'text',
      '--rate',
      '120/m',
      '--count',
      '3',
      '--dry-run',
      '--to',
      'http://127.0.0.1:9/w',
    ]);
    expect(out).toContain('load on http://127.0.0.1:9/w: 2 per second · 3 webhooks · at most 256 connections');
    expect(out).toContain('#3 at +1 s messages/text');
    const endless = await replay(['text', 'sent', '--concurrency', '4', '--duration', '1h', '--dry-run']);
    expect(endless.out).toContain('4 at once · for 60 min');
    expect(endless.out.match(/^#/gm)).toHaveLength(2);
  });

  it('tells the first bad answers and the numbers of all, and fails as ever', async () => {
    const app = await appAnswering(500);
    const { exitCode, out } = await replay(['text', '--to', app.url, '--concurrency', '5', '--count', '200']);
    expect(exitCode).toBe(1);
    expect(out.match(/ 500 /g)).toHaveLength(3);
    expect(out).toContain('sent 200: 0 answered 200, 200 answered otherwise');
    const expected = await replay([
      'text',
      '--to',
      app.url,
      '--concurrency',
      '5',
      '--count',
      '20',
      '--expect-status',
      '500',
    ]);
    expect(expected.exitCode).toBe(0);
  });

  it.each([
    [['--rate', '5', '--retry'], '--retry does not go with --rate'],
    [['--concurrency', '5', '--concurrent', '--duplicates', '2'], '--concurrent does not go with --concurrency'],
    [['--duration', '5s', '--interval', '1s'], '--interval does not go with --duration'],
    [['--rate', '5', '--print', 'body'], '--print does not go with --rate'],
    [['--rate', '5', '--junit', 'a.xml'], '--junit does not go with --rate'],
    [['--dry-run', '--junit', 'a.xml'], 'with --dry-run nothing is sent'],
    [['--print', 'body', '--junit', 'a.xml'], 'with --print nothing is sent'],
    [['--rate', '0'], 'It takes a rate like 50/s'],
    [['--rate', '5/d'], 'It takes a rate like 50/s'],
    [['--concurrency', '0'], 'It takes a whole number from 1 to 10000'],
    [['--rate', '5', '--size', '10'], 'messages/text cannot be made of that size'],
  ])('refuses %j with one sentence', async (flags, sentence) => {
    const { exitCode, out, err } = await replay(['text', '--to', 'http://127.0.0.1:9/', ...flags]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
