import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { APP_SECRET, historyFiles, listening, post, textMessage } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function everythingIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

describe('the state folder', () => {
  it('is private, ignored by git, and keeps the verify token for the next start', async () => {
    const first = await listening();
    await post(first.url, textMessage('wamid.1'));
    const state = join(first.cwd, '.wa-webhook');
    const entries = everythingIn(state);

    expect(first.verifyToken).toMatch(/^[\w-]{24}$/);
    expect(modeOf(state)).toBe('700');
    expect(entries).toEqual(
      expect.arrayContaining(['.gitignore', `listening/${first.pid}.json`].map((name) => join(state, name))),
    );
    for (const path of entries)
      expect([path, modeOf(path)]).toEqual([path, statSync(path).isDirectory() ? '700' : '600']);
    expect(readFileSync(join(state, '.gitignore'), 'utf8')).toBe('*\n');
    await first.stop();

    const second = await listening([], { cwd: first.cwd });
    expect(second.verifyToken).toBe(first.verifyToken);
    const query = `hub.mode=subscribe&hub.challenge=77&hub.verify_token=${first.verifyToken}`;
    expect(await (await fetch(`${second.url}?${query}`)).text()).toBe('77');
  });

  it('marks a webhook that an earlier session has received', async () => {
    const first = await listening();
    await post(first.url, textMessage('wamid.1'));
    await post(first.url, '{"of":"another product"}');
    await first.stop();
    const [message, other] = first.events().filter(({ type }) => type === 'webhook.received');

    const second = await listening([], { cwd: first.cwd });
    await post(second.url, textMessage('wamid.1', 'the same message, told in other bytes'));
    expect(await second.next('webhook.received')).toMatchObject({ duplicateOf: message?.['id'] });
    await post(second.url, '{"of":"another product"}');
    expect(await second.next('webhook.received')).toMatchObject({ duplicateOf: other?.['id'] });
    await post(second.url, textMessage('wamid.2'));
    expect(await second.next('webhook.received')).not.toHaveProperty('duplicateOf');
    expect(historyFiles(first.cwd)).toHaveLength(2);
  });

  it('holds nothing of what was received with --no-history', async () => {
    const listen = await listening(['--no-history', '--verify-token', 'mine']);
    await post(listen.url, textMessage('wamid.1'));
    await post(listen.url, textMessage('wamid.1'));
    expect(await listen.next('webhook.received')).not.toHaveProperty('duplicateOf');
    expect(await listen.next('webhook.received')).toHaveProperty('duplicateOf');
    await listen.stop();

    const state = join(listen.cwd, '.wa-webhook');
    expect(existsSync(join(state, 'history'))).toBe(false);
    expect(everythingIn(listen.cwd).filter((path) => !statSync(path).isDirectory())).toEqual([
      join(state, '.gitignore'),
    ]);
  });
});

describe('the note of a running listen', () => {
  it('lets replay find it without --to', async () => {
    const listen = await listening();
    const replayed = await runProgram(['replay', 'text', '--app-secret', APP_SECRET, '--json'], { cwd: listen.cwd });
    expect(replayed.exitCode).toBe(0);
    expect(replayed.events()[0]).toMatchObject({ type: 'delivery.answered', to: listen.url, status: 200 });
    expect(await listen.next('webhook.received')).toMatchObject({ signature: { state: 'valid' } });

    await listen.stop();
    const alone = await runProgram(['replay', 'text'], { cwd: listen.cwd });
    expect({ exitCode: alone.exitCode, out: alone.out }).toEqual({ exitCode: 2, out: '' });
    expect(alone.err).toContain('no listen runs in this folder');
  });

  it('lets replay find the app behind it', async () => {
    const app = await appAnswering(200);
    const listen = await listening(['--forward-to', app.url]);
    const replayed = await runProgram(['replay', 'text', '--app-secret', APP_SECRET, '--json'], { cwd: listen.cwd });
    expect(replayed.events()[0]).toMatchObject({ to: app.url, status: 200 });
    expect(app.requests).toHaveLength(1);
    expect(listen.events().filter(({ type }) => type === 'webhook.received')).toEqual([]);
  });

  it('is no longer believed when its listen was killed', async () => {
    const listen = await listening();
    await listen.stop('SIGKILL');
    const replayed = await runProgram(['replay', 'text'], { cwd: listen.cwd });
    expect(replayed.exitCode).toBe(2);
    expect(replayed.err).toContain('no listen runs in this folder');
  });
});

/** The tests beside this one use the port now and then, and leave it; who has it for longer than they do keeps it. */
async function takeUsualPort(): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  const take = () => {
    server.listen(8090, '127.0.0.1');
    return once(server, 'listening').then(
      () => true,
      () => false,
    );
  };
  await until(take, 'port 8090', 20_000).catch(() => undefined);
}

describe('a second listen', () => {
  const withoutPort = ['listen', '--no-tunnel', '--app-secret', APP_SECRET];

  it('without --port takes the next free one, and says so', async () => {
    await takeUsualPort();
    const first = startProgram([...withoutPort, '--json']);
    const { url: firstUrl } = await first.next('receiver.listening');
    const second = startProgram([...withoutPort, '--json']);
    const { url, insteadOfPort } = await second.next('receiver.listening');
    expect(url).not.toBe(firstUrl);
    expect(insteadOfPort).toBe(8090);
    expect((await post(String(url), '{}')).status).toBe(200);

    const third = startProgram([...withoutPort, '--timeout', '100ms']);
    expect((await third.ended).exitCode).toBe(0);
    expect(third.err()).toContain('Port 8090 is taken, so another one is used.');
  });

  it('with the port of the first ends with 6, and the first goes on', async () => {
    const first = await listening();
    const second = await runProgram([...withoutPort, '--port', `${first.port}`], { cwd: first.cwd });
    expect({ exitCode: second.exitCode, out: second.out }).toEqual({ exitCode: 6, out: '' });
    expect(second.err).toMatch(new RegExp(`^error: Port ${first.port} on 127\\.0\\.0\\.1 is taken\\.\\n  \\S.*--port`));

    expect((await post(first.url, textMessage('wamid.1'))).status).toBe(200);
    const replayed = await runProgram(['replay', 'text', '--app-secret', APP_SECRET], { cwd: first.cwd });
    expect(replayed.exitCode).toBe(0);
  });
});
