import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenFor } from '../support/broken-receivers.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { SECRET, TOKEN } from '../support/reference-receiver.ts';
import { referenceRunning } from '../support/reference-running.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let project = '';

/** A team's own test file, in their own project. */
const SCRIPT = `
import { check } from 'wa-webhook/testing';
const [url, verifyToken, appSecret] = process.argv.slice(2);
const heard = [];
const report = await check({ url, verifyToken, appSecret, only: ['signature', 'answer'], budgetMs: 30000, seed: 3, onCase: ({ id }) => heard.push(id) });
console.log(JSON.stringify({ ok: report.ok, failures: report.failures, cases: report.cases.length, heard: heard.length }));
`;

describe("import { check } from 'wa-webhook/testing'", () => {
  beforeAll(() => {
    const folder = temporaryFolder();
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' })) as [
      { filename: string },
    ];
    project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
    writeFileSync(join(project, 'check.mjs'), SCRIPT);
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], { cwd: project });
  });

  const checked = async (url: string): Promise<unknown> => {
    const { stdout } = await run(process.execPath, ['check.mjs', url, TOKEN, SECRET], { cwd: project });
    return JSON.parse(stdout);
  };

  it('asks an endpoint, from the package as it is installed', async () => {
    expect(await checked(await referenceRunning())).toMatchObject({
      ok: true,
      failures: [],
      cases: expect.any(Number),
    });
    const broken = await referenceRunning({ behaviour: brokenFor['signature/missing']?.behaviour() ?? {} });
    expect(await checked(broken)).toMatchObject({
      ok: false,
      failures: [expect.stringMatching(/^signature\/missing: answered 200.* Answer 401 when/)],
    });
  });
});
