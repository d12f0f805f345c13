import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { junitIn } from '../support/junit-in.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const reportIn = (cwd: string, file = 'reports/junit.xml') => junitIn(readFileSync(join(cwd, file), 'utf8'));

const args = (to: string, ...what: readonly string[]) => {
  return ['replay', ...what, '--to', to, '--app-secret', 's', '--junit', 'reports/junit.xml'];
};

describe('--junit', () => {
  it('tells what became of each delivery, in a folder that it makes', async () => {
    const app = await appAnswering(200, 500, 200);
    const { exitCode, cwd } = await runProgram(args(app.url, 'text', 'image', 'statuses/read'));
    expect(exitCode).toBe(1);
    const { suites, cases } = reportIn(cwd);
    expect(suites).toMatchObject({ tests: '3', failures: '1', errors: '0', skipped: '0' });
    expect(cases.map(({ name, says }) => [name, says['failure']])).toEqual([
      ['#1 messages/text', undefined],
      ['#2 messages/image', 'Answered 500: Meta sends it again at once.'],
      ['#3 statuses/read', undefined],
    ]);
    expect(readdirSync(join(cwd, 'reports'))).toEqual(['junit.xml']);
  });

  it('replaces an older report as a whole', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'reports'));
    writeFileSync(join(cwd, 'reports/junit.xml'), 'x'.repeat(100_000));
    const app = await appAnswering(200);
    await runProgram(args(app.url, 'text'), { cwd });
    expect(reportIn(cwd).suites).toMatchObject({ tests: '1', failures: '0' });
  });

  it('is there when nobody answers', async () => {
    const app = await appAnswering(200);
    await app.close();
    const { exitCode, cwd } = await runProgram(args(app.url, 'text'));
    expect(exitCode).toBe(4);
    expect(reportIn(cwd).cases[0]?.says['error']).toContain('no answer (ECONNREFUSED): nothing listens');
  });

  it('is there when the user ends it, with what was not sent as skipped', async () => {
    const app = await appAnswering(200, () => {});
    const program = startProgram(args(app.url, 'text', 'image', 'video'));
    await until(() => app.requests.length === 2, 'the request that is never answered');
    expect((await program.stop('SIGINT')).exitCode).toBe(130);
    const { suites, cases } = reportIn(program.cwd);
    expect(suites).toMatchObject({ tests: '3', failures: '0', errors: '1', skipped: '1' });
    expect(cases[1]?.says['error']).toBe('no answer (ABORTED): stopped before the answer came.');
  });

  it('is there after --fail-fast', async () => {
    const app = await appAnswering(404);
    const { exitCode, cwd } = await runProgram([...args(app.url, 'text', 'image'), '--fail-fast']);
    expect(exitCode).toBe(1);
    expect(reportIn(cwd).suites).toMatchObject({ failures: '1', skipped: '1' });
  });

  it.each([
    ['reports', 'Cannot replace', 'it is not a regular file.'],
    ['/dev/null', 'Cannot replace /dev/null', 'it is not a regular file.'],
    ['file/junit.xml', 'Cannot write', 'junit.xml ('],
  ])('at %s is refused before anything is sent', async (file, sentence, reason) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'reports'));
    writeFileSync(join(cwd, 'file'), '');
    const app = await appAnswering(200);
    const { exitCode, err } = await runProgram(['replay', 'text', '--to', app.url, '--junit', file], { cwd });
    expect({ exitCode, sent: app.requests.length }).toEqual({ exitCode: 2, sent: 0 });
    expect(err).toContain(`error: ${sentence}`);
    expect(err).toContain(reason);
    expect(err).toContain('after --junit.');
    expect(existsSync('/dev/null')).toBe(true);
  });
});
