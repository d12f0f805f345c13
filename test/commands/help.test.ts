import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { shellWords } from '../../src/commands/completion/shell-words.ts';
import { pages } from '../../src/commands/help/pages.ts';
import { wholeProgram } from '../../src/program.ts';
import { appAnswering } from '../support/app-answering.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { storedWebhook, writeSession } from '../support/history-of.ts';
import { answer, refresh, startServer } from '../support/refreshing.ts';

const root = join(import.meta.dirname, '../..');
const program = await wholeProgram(fakeIo().io);
const paths = allCommands(program).map(pathOf);

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

async function helpOf(path: string): Promise<string> {
  const { io, out, err } = fakeIo();
  expect(await run([...path.split(' ').filter((word) => word !== ''), '--help'], io)).toBe(0);
  expect(err()).toBe('');
  return out();
}

/** The words of each example, without what the shell makes of the line. */
function examplesIn(help: string): readonly (readonly string[])[] {
  const [, after = ''] = help.split('\nExamples:\n');
  const [block = ''] = after.split('\n\n');
  const commands = block.split('\n').flatMap((line) => line.split(' | '));
  return commands
    .map((line) =>
      line
        .trim()
        .replace(/ (?:>>?|<) \S+$/, '')
        .replace(/ {2,}.*$/, ''),
    )
    .filter((line) => line.startsWith('wa-webhook '))
    .map((line) => shellWords(line).slice(1));
}

describe('the help', () => {
  it.each(['', ...paths])('of wa-webhook %s fits into 80 columns, without colour', async (path) => {
    const { io, out } = fakeIo();
    const wide = { ...io, stdout: { ...io.stdout, columns: 200, isTTY: true } };
    expect(await run([...path.split(' ').filter((word) => word !== ''), '--help'], wide)).toBe(0);
    for (const line of out().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out()).not.toContain('\u001b');
    expect(await helpOf(path)).toBe(out());
  });

  it.each(paths)('of %s is a page of a manual', async (path) => {
    const help = await helpOf(path);
    const isGroup = paths.some((other) => other.startsWith(`${path} `));
    expect(help).toMatch(new RegExp(`^Usage: wa-webhook ${path} `));
    expect(help).toMatch(/\n\n[A-Z][^\n]*/);
    expect(pages[path]?.about).toMatch(/\.$/);
    expect(examplesIn(help).length).toBeGreaterThan(0);
    for (const heading of ['\nSee also:\n', ...(isGroup ? ['\nCommands:\n'] : ['\nExit codes:\n  0   done\n'])])
      expect(help.split(heading)).toHaveLength(2);
    expect(help.match(/Exit codes|\bExits? [01]/g) ?? []).toHaveLength(isGroup ? 0 : 1);
    for (const [name] of [...help.matchAll(/(?<=wa-webhook )[a-z]+(?: [a-z]+)?(?=[,\n])/g)])
      if (help.indexOf('See also') < help.indexOf(name)) expect([...paths, name]).toContain(name);
  });

  it('has a page for each command, and none beside', () => {
    expect(Object.keys(pages).sort()).toEqual([...paths].sort());
    for (const { seeAlso = [] } of Object.values(pages)) for (const name of seeAlso) expect(paths).toContain(name);
  });

  it('is that of the group where its command is missing, on stderr', async () => {
    const { io, out, err } = fakeIo();
    expect(await run(['ips'], io)).toBe(2);
    expect({ out: out(), isPage: err().includes('See also:') }).toEqual({ out: '', isPage: true });
  });
});

const examples = (await Promise.all(['', ...paths].map(helpOf))).flatMap(examplesIn).map((words) => words.join(' '));

describe('an example of the help', () => {
  it.each([...new Set(examples)])('parses: wa-webhook %s', async (line) => {
    const parsing = await wholeProgram(fakeIo().io);
    let isReached = false;
    for (const command of allCommands(parsing)) {
      command.exitOverride().copyInheritedSettings(parsing);
      if (command.commands.length === 0)
        command.action(() => {
          isReached = true;
        });
    }
    const words = examplesIn(`\nExamples:\n  wa-webhook ${line}`)[0] ?? [];
    await parsing.parseAsync([...words], { from: 'user' });
    expect(isReached).toBe(true);
  });

  const runs = examples.filter((line) =>
    /^(?:fixtures|events|explain|schema|sign|ips|config|doctor|completion|replay)\b/.test(line),
  );

  it.each([...new Set(runs)])('runs: wa-webhook %s', async (line) => {
    const app = await appAnswering(line.includes('--bad-signature') ? 401 : 200);
    const whois = await startServer();
    const cwd = await projectFolder();
    const words = (examplesIn(`\nExamples:\n  wa-webhook ${line}`)[0] ?? []).map((word) =>
      word.replace('http://127.0.0.1:3000/webhook', app.url).replace(/^30s$/, '1s').replace('2026-02-18', '2099-01-01'),
    );
    const env = { WA_WEBHOOK_SERVER: whois.name, WA_WEBHOOK_TO: app.url, WA_WEBHOOK_GRAPH_URL: 'http://127.0.0.1:9' };
    const stdin = words[0] === 'ips' ? answer : '{"object":"whatsapp_business_account","entry":[]}';
    const { io, err } = fakeIo({ cwd, env, stdin });
    const exitCode = await run(words, io);
    expect({ exitCode, err: err().includes('error:') ? err() : '' }).toEqual({ exitCode: expect.any(Number), err: '' });
    expect([0, 1]).toContain(exitCode);
  });
});

/** What the examples speak of. */
async function projectFolder(): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'secret.txt'), 'a-secret\n');
  for (const name of ['payload.json', 'body.json'])
    copyFileSync(join(root, 'fixtures/messages/image.json'), join(cwd, name));
  const now = new Date().toISOString();
  writeSession(cwd, { startedAt: now, lines: Array.from({ length: 12 }, (_, n) => storedWebhook(now, n + 1, now)) });
  const { code } = await refresh(['--input', '-'], { cwd, stdin: answer });
  expect(code).toBe(0);
  writeFileSync(join(cwd, 'answer.txt'), answer);
  writeFileSync(join(cwd, 'meta.txt'), '157.240.2.0/24\n');
  writeFileSync(join(cwd, 'access.log'), '157.240.2.7 - - "POST /webhook HTTP/1.1" 200\n');
  return cwd;
}
