import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Takes everything, and dies of a message of type sticker and of null. */
const MORTAL = `
import { createServer } from 'node:http';
createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    if (text.includes('"sticker"') || text === 'null') process.exit(1);
    response.end();
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
`;

/** An app in a process of its own; what starts it again when it dies is here, unless nobody does. */
async function mortalRunning({ isRestarted }: { isRestarted: boolean }): Promise<string> {
  const script = join(temporaryFolder(), 'mortal.mjs');
  writeFileSync(script, MORTAL);
  const port = await freePort();
  let isOver = false;
  let child: ChildProcess | undefined;
  const start = (): void => {
    child = spawn(process.execPath, [script, String(port)], { stdio: 'ignore' });
    child.once('exit', () => {
      if (isRestarted && !isOver) start();
    });
  };
  onTestFinished(() => {
    isOver = true;
    child?.kill('SIGKILL');
  });
  start();
  const url = `http://127.0.0.1:${port}/webhook`;
  await until(
    () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    'the app',
  );
  return url;
}

describe('an app that dies of a webhook', () => {
  it('is found out, named, waited for, and asked on when it comes back', async () => {
    const url = await mortalRunning({ isRestarted: true });
    const only = ['shapes', 'body', 'alive'].flatMap((group) => ['--only', group]);
    const { exitCode, events } = await runProgram(['check', url, ...only, '--json']);
    const lines = events();
    const failed = lines.filter((line) => line.type === 'case.finished' && line['verdict'] === 'failed');
    expect(failed.map((line) => line['id'])).toEqual(['shapes/messages', 'body/null']);
    expect(failed.map((line) => line['cause'])).toEqual(['crash', 'crash']);
    expect(lines.filter(({ type }) => type === 'endpoint.lost').map((line) => line['id'])).toEqual([
      'shapes/messages',
      'body/null',
    ]);
    expect(lines.filter(({ type }) => type === 'endpoint.returned').length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => line['verdict'] === 'passed').length).toBeGreaterThan(50);
    expect(exitCode).toBe(1);
  });

  it('and stays dead ends the run, which cannot pass then', async () => {
    const url = await mortalRunning({ isRestarted: false });
    const only = ['body', 'alive'].flatMap((group) => ['--only', group]);
    const { exitCode, out, err } = await runProgram(['check', url, ...only]);
    expect(exitCode).toBe(1);
    expect(err).toContain('body/null took the endpoint down');
    expect(out).toMatch(
      /^skip {2}should {2}body\/number +not asked: the endpoint did not come back after body\/null$/m,
    );
    expect(out).toMatch(/^FAIL {2}must {4}alive\/webhook /m);
  });
});
