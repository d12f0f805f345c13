import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { historyLines, listening, post, textMessage } from '../support/listening.ts';
import { runProgram } from '../support/program.ts';

/** The status of each answer, one webhook after the other; 0 where the connection closed without one. */
async function answersOf(url: string, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await post(url, textMessage(`wamid.${n}`)).catch(() => undefined);
    statuses.push(answer?.status ?? 0);
  }
  return statuses;
}

describe('listen --respond', () => {
  it('answers wrongly on purpose, and keeps and tells the webhook all the same', async () => {
    const listen = await listening(['--respond', '500x2', '--respond', 'dropx1']);
    expect(await answersOf(listen.url, 4)).toEqual([500, 500, 0, 200]);
    await listen.stop();

    const lines = historyLines(listen.cwd);
    expect(lines.filter(({ type }) => type === 'webhook.received')).toHaveLength(4);
    expect(lines.filter(({ type }) => type === 'webhook.answered')).toMatchObject([
      { status: 500, by: 'fault' },
      { status: 500, by: 'fault' },
      { status: 0, by: 'fault' },
      { status: 200, by: 'listen' },
    ]);
    expect(listen.events()).toContainEqual(
      expect.objectContaining({ type: 'fault.set', respond: ['500x2', 'dropx1'], delayMs: 0 }),
    );
  });

  it('changes the answer alone: the app gets the webhook, and its own answer is told', async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', app.url, '--respond', '503']);
    expect(await answersOf(listen.url, 1)).toEqual([503]);
    expect(app.requests).toHaveLength(1);
    expect(await listen.next('forward.answered')).toMatchObject({ status: 200 });
    expect(await listen.next('webhook.answered')).toMatchObject({ status: 503, by: 'fault' });
  });

  it('spares the handshake', async () => {
    const listen = await listening(['--respond', 'drop', '--delay', '8s']);
    const query = `hub.mode=subscribe&hub.challenge=7&hub.verify_token=${listen.verifyToken}`;
    expect(await (await fetch(`${listen.url}?${query}`)).text()).toBe('7');
  });
});

describe('listen --delay', () => {
  it('holds each answer back, and tells by how much', async () => {
    const listen = await listening(['--delay', '300']);
    const startedMs = performance.now();
    expect(await answersOf(listen.url, 1)).toEqual([200]);
    expect(performance.now() - startedMs).toBeGreaterThan(290);
    expect(await listen.next('webhook.answered')).toMatchObject({ status: 200, by: 'listen', delayMs: 300 });
  });

  it('holds nothing back any more when listen ends', async () => {
    const listen = await listening(['--delay', '1h']);
    const answers = answersOf(listen.url, 1);
    await listen.next('webhook.received');
    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(await answers).toEqual([200]);
  });
});

it.each([
  [['--respond', '500x0'], 'like 500, 500x3, 500@20%'],
  [['--respond', '700'], 'It takes a status from 200 to 599 or drop'],
  [['--delay', 'long'], 'It takes milliseconds like 8000'],
])('refuses %j', async (flags, message) => {
  const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel', ...flags]);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toContain(message);
});
