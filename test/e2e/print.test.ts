import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { APP_SECRET } from '../support/listening.ts';
import { runProgram } from '../support/program.ts';
import { bodyIn, headersIn, wireAnswering } from '../support/wire.ts';

const SECRET = ['--app-secret', APP_SECRET];

/** What came with its own signature: spaces, a newline and all stay. */
function folderWithCapture(): string {
  const cwd = temporaryFolder();
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
  const webhook = { type: 'webhook.received', at: '2026-01-01T00:00:00.000Z', v: 1, id: 'abcdefg1-1', headers };
  writeFileSync(
    join(cwd, 'capture.ndjson'),
    `${JSON.stringify({ ...webhook, notifications: [], body: '{ "a":\n 1 }' })}\n`,
  );
  return cwd;
}

async function print(form: string, args: readonly string[], cwd: string): Promise<Buffer> {
  const { exitCode, out } = await runProgram(['replay', ...args, '--print', form], { cwd });
  expect(exitCode).toBe(0);
  return Buffer.from(out, 'utf8');
}

describe('what --print http printed', () => {
  it.each([
    ['text'],
    ['text-emoji', '--escape', 'none'],
    ['name-terminal-escapes', '--header', 'X-Team: blue', '--no-signature'],
    ['dashboard-test', '--bad-signature'],
    ['history', '--size', '3mb'],
    ['capture.ndjson'],
  ])('arrives to the byte: %j', async (...args) => {
    const cwd = folderWithCapture();
    const { url, requests } = await wireAnswering(200);
    const all = [...args, '--to', url, '--seed', '7', ...(args[0] === 'capture.ndjson' ? [] : SECRET)];
    const printed = await print('http', all, cwd);
    expect(await runProgram(['replay', ...all], { cwd })).toMatchObject({ exitCode: 0 });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.equals(printed)).toBe(true);
  });

  it('arrives with each retry and each copy', async () => {
    const cwd = temporaryFolder();
    const retried = await wireAnswering(500, 500, 503, 200);
    const args = ['image', '--to', retried.url, '--seed', '7', ...SECRET];
    const printed = await print('http', args, cwd);
    expect(await runProgram(['replay', ...args, '--retry', '--speed', '100000x'])).toMatchObject({ exitCode: 0 });
    expect(retried.requests.map((request) => request.equals(printed))).toEqual([true, true, true, true]);

    const copied = await wireAnswering(200);
    const copies = ['image', '--to', copied.url, '--seed', '7', ...SECRET, '--duplicates', '2'];
    const [one] = (await print('http', copies, cwd)).toString('latin1').split(/(?<=})\n(?=POST )/);
    await runProgram(['replay', ...copies, '--concurrent']);
    expect(copied.requests.map((request) => request.toString('latin1'))).toEqual([one, one, one]);
  });

  it('is signed as openssl signs it, and so is what arrives', async () => {
    const cwd = temporaryFolder();
    const { url, requests } = await wireAnswering(200);
    await runProgram(['replay', 'text-emoji', 'history', '--size', '64kb', '--to', url, ...SECRET], { cwd });
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      const digest = (algorithm: string) => {
        const args = ['dgst', `-${algorithm}`, '-hmac', APP_SECRET];
        return execFileSync('openssl', args, { input: bodyIn(request), encoding: 'utf8' })
          .trim()
          .split('= ')[1];
      };
      const headers = new Map(headersIn(request));
      expect(headers.get('x-hub-signature-256')).toBe(`sha256=${digest('sha256')}`);
      expect(headers.get('x-hub-signature')).toBe(`sha1=${digest('sha1')}`);
    }
  });
});

describe('what --print curl printed', () => {
  it.each([
    ['sh', ['text']],
    ['bash', ['text-injection', '--escape', 'none', '--header', "X-Quote: it's $HOME"]],
    ['sh', ['history', '--size', '3mb']],
    ['bash', ['messages/image', '--size', '101kb']],
    ['sh', ['capture.ndjson']],
  ])('sends the same body when %s runs it: %j', async (shell, args) => {
    const cwd = folderWithCapture();
    const { url, requests } = await wireAnswering(200);
    const all = [...args, '--to', url, '--seed', '7', ...(args[0] === 'capture.ndjson' ? [] : SECRET)];
    const command = await print('curl', all, cwd);
    const printed = await print('http', all, cwd);
    await promisify(execFile)(shell, ['-c', command.toString()], { cwd: temporaryFolder() });

    const [request = Buffer.alloc(0)] = requests;
    expect(bodyIn(request).equals(bodyIn(printed))).toBe(true);
    const sent = headersIn(printed).filter(([name]) => name !== 'connection');
    expect(headersIn(request).sort()).toEqual(sent.sort());
  });

  it('keeps a large body in a file of its own, for its owner alone, and says where', async () => {
    const cwd = temporaryFolder();
    const args = ['replay', 'history', '--size', '200kb', '--seed', '7', '--duplicates', '1', '--print', 'curl'];
    const { out, err } = await runProgram([...args, ...SECRET], { cwd });
    const folder = join(cwd, '.wa-webhook/bodies');
    const [name = '', ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, name))).toHaveLength(200 * 1024);
    expect(out.split(`--data-binary '@${join(folder, name)}'`)).toHaveLength(3);
    expect(out.length).toBeLessThan(5_000);
    expect(err).toContain(`Note on --print curl: the body of history/history is in ${join(folder, name)}`);
  });

  it('writes nothing for a body that can be typed', async () => {
    const { cwd, err } = await runProgram(['replay', 'text', '--print', 'curl', ...SECRET]);
    expect({ left: readdirSync(cwd), err }).toEqual({ left: [], err: '' });
  });
});
