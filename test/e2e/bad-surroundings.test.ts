import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { historyLines, historyText, listening, post, textMessage } from '../support/listening.ts';
import { runProgram } from '../support/program.ts';

const LISTEN = ['listen', '--no-tunnel', '--port', '0', '--timeout', '100ms'];

describe('a state folder that cannot be written', () => {
  it.each([
    ['a file is in its place', '.wa-webhook', '.wa-webhook (EEXIST)'],
    ['its parent is a file', 'parent', 'parent/.wa-webhook (ENOTDIR)'],
    ['a file is in the place of history', '.wa-webhook/history', 'history (EEXIST)'],
  ])('ends listen with 2 when %s', async (_, file, problem) => {
    const cwd = temporaryFolder();
    if (file.includes('/')) mkdirSync(join(cwd, '.wa-webhook'));
    writeFileSync(join(cwd, file), '');
    const stateDir = file === 'parent' ? ['--state-dir', 'parent/.wa-webhook'] : [];
    const { exitCode, out, err } = await runProgram([...LISTEN, ...stateDir], { cwd });

    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('error: Cannot write to ');
    expect(err).toContain(problem);
    expect(err).toContain('--state-dir');
  });

  it('ends listen with 2 when the verify token cannot be read', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, '.wa-webhook/verify-token'), { recursive: true });
    const { exitCode, err } = await runProgram(LISTEN, { cwd });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^error: Cannot \w+ .*verify-token \(EISDIR\)\.$/m);
  });

  it('is no obstacle to --no-history, which says what it costs', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.wa-webhook'), '');
    const listen = await listening(['--no-history'], { cwd });
    expect((await post(listen.url, '{}')).status).toBe(200);
    expect(listen.events()[0]).toMatchObject({ type: 'setting.noted', setting: 'the verify token' });
    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(listen.err()).toBe('');
  });
});

describe('a port', () => {
  it('that is taken ends listen with 6', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const { exitCode, out, err } = await runProgram(['listen', '--no-tunnel', '--port', `${port}`]);
    expect({ exitCode, out }).toEqual({ exitCode: 6, out: '' });
    expect(err).toBe(
      `error: Port ${port} on 127.0.0.1 is taken.\n  Choose another with --port, or leave --port out to get a free one.\n`,
    );
  });

  it('on an address of another machine ends listen with 6', async () => {
    const { exitCode, err } = await runProgram(['listen', '--no-tunnel', '--port', '0', '--host', '192.0.2.1']);
    expect(exitCode).toBe(6);
    expect(err).toContain('Cannot listen on 192.0.2.1 (EADDRNOTAVAIL).');
  });
});

/** A file system of this size in a folder of its own, or why there is none. */
function smallDisk(size: string): { folder: string } | { problem: string } {
  const folder = temporaryFolder();
  const { status, error, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  if (status !== 0) return { problem: error?.message ?? stderr.toString().trim() };
  onTestFinished(() => void spawnSync('umount', [folder]));
  return { folder };
}

describe('a full disk', () => {
  it('takes no webhook, and the receiver goes on when there is room again', async ({ skip }) => {
    const disk = smallDisk('96k');
    if ('problem' in disk) return skip(`needs a small file system, which takes root: ${disk.problem}`);

    const listen = await listening([], { cwd: disk.folder });
    expect((await post(listen.url, textMessage('wamid.first'))).status).toBe(200);
    await listen.next('webhook.answered');
    const ballast = join(disk.folder, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1k', 'count=96']);

    const large = textMessage('wamid.large', 'x'.repeat(30_000));
    const refused = await post(listen.url, large);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain('history cannot be written');
    const event = await listen.next('webhook.refused');
    expect(event).toMatchObject({ status: 503, cause: expect.stringContaining('ENOSPC') });

    rmSync(ballast);
    expect((await post(listen.url, large)).status).toBe(200);
    // What was not accepted has not been here before.
    expect(await listen.next('webhook.received')).not.toHaveProperty('duplicateOf');
    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(listen.err()).toBe('');

    const kept = historyLines(disk.folder).filter(({ type }) => type === 'webhook.received');
    expect(kept.map(({ body }) => body)).toEqual([textMessage('wamid.first'), large]);
    expect(historyText(disk.folder).endsWith('\n')).toBe(true);
  });

  it('from the start ends listen with 2', async ({ skip }) => {
    const disk = smallDisk('8k');
    if ('problem' in disk) return skip(`needs a small file system, which takes root: ${disk.problem}`);

    spawnSync('dd', ['if=/dev/zero', `of=${join(disk.folder, 'ballast')}`, 'bs=1k', 'count=8']);
    const { exitCode, out, err } = await runProgram(LISTEN, { cwd: disk.folder });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('(ENOSPC)');
    expect(err).toContain('--state-dir');
  });
});
