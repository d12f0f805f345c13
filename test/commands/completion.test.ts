import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { shellWords, unquoted } from '../../src/commands/completion/shell-words.ts';
import { valuesOf, valuesOfArgument } from '../../src/commands/completion/values.ts';
import { commands } from '../../src/commands/index.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { folderWithHistory, sessionIdOf, storedWebhook } from '../support/history-of.ts';

const STARTED = '2026-11-01T08:00:00.000Z';

interface Asked {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** What the shell is told: what it offers itself, and the words, with what they are. */
async function completed(words: readonly string[], { cwd = temporaryFolder(), env = {} }: Asked = {}) {
  const { io, out, err } = fakeIo({ cwd, env });
  expect(await run(['__complete', 'zsh', '--', ...words], io)).toBe(0);
  expect(err()).toBe('');
  const [besides, ...lines] = out().split('\n').slice(0, -1);
  const abouts = Object.fromEntries(lines.map((line) => line.split('\t') as [string, string?]));
  return { besides, words: lines.map((line) => line.split('\t')[0] ?? ''), abouts };
}

async function wordsFor(...words: readonly string[]): Promise<readonly string[]> {
  return (await completed(words)).words;
}

describe('what can stand at the cursor', () => {
  it('is a command or a subcommand, and nothing hidden', async () => {
    const names = await wordsFor('');
    expect(names).toEqual(expect.arrayContaining(['listen', 'replay', 'ips', 'completion']));
    expect(names.filter((name) => name.startsWith('_'))).toEqual([]);
    expect(await wordsFor('ips', 'l')).toEqual(['list']);
    expect(await wordsFor('li')).toEqual(['listen']);
  });

  it('is a flag of this very command, once unless it is repeatable', async () => {
    expect(await wordsFor('replay', '--dup')).toEqual(['--duplicates']);
    expect(await wordsFor('listen', '--dup')).toEqual([]);
    expect(await wordsFor('replay', 'text', '--dry-run', '--dry')).toEqual([]);
    expect(await wordsFor('listen', '--forward-to', 'http://x', '--forward')).toEqual(['--forward-to']);
    expect((await completed(['replay', '--verb'])).abouts['--verbatim']).toContain('keep ids');
    expect(await wordsFor('--ver')).toEqual(['--version']);
    expect(await wordsFor('replay', '--', '--dry')).toEqual([]);
  });

  it.each([
    [
      ['ips', 'list', '--format', 'ngi'],
      ['nginx', 'nginx-geo'],
    ],
    [
      ['ips', 'list', '--format=ngi'],
      ['nginx', 'nginx-geo'],
    ],
    [['listen', '--tunnel', 'cl'], ['cloudflared']],
    [
      ['replay', '--identity', 'user'],
      ['username', 'username-only'],
    ],
    [
      ['replay', '--escape', ''],
      ['meta', 'messenger', 'none'],
    ],
    [['events', 'show', 'last', '--as', 'm'], ['markdown']],
    [['fixtures', 'show', '--as', 'c'], ['curl']],
    [['check', '--reporter', 'ht'], ['html']],
    [['check', '--explain', 'signature/esc'], ['signature/escapes']],
    [
      ['ips', 'list', '--family', ''],
      ['4', '6'],
    ],
    [
      ['listen', '--respond', 'drop'],
      ['drop', 'drop@20%'],
    ],
    [['schema', 'account_u'], ['account_update']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
  ])('is a value that the flag or argument takes: %j', async (words, expected) => {
    expect(await wordsFor(...words)).toEqual(expected);
  });

  it('is a group or a case of check', async () => {
    const patterns = await wordsFor('check', 'http://x', '--only', 'signature');
    expect(patterns.slice(0, 2)).toEqual(['signature', expect.stringMatching(/^signature\//)]);
  });

  it('is a file or a folder where one is meant, which the shell knows better', async () => {
    expect(await completed(['replay', 'text', '--junit', ''])).toMatchObject({ besides: 'files', words: [] });
    expect(await completed(['listen', '--state-dir='])).toMatchObject({ besides: 'folders', words: [] });
    expect(await completed(['sign', ''])).toMatchObject({ besides: 'files', words: [] });
    expect(await completed(['listen', '--verify-token', ''])).toMatchObject({ besides: 'none', words: [] });
    expect(await completed(['listen', 'x', ''])).toMatchObject({ besides: 'none', words: [] });
  });

  it('is decided for every flag and argument there is', async () => {
    const program = new Command('wa-webhook');
    for (const { name, load } of commands) {
      const register = await load();
      register(program.command(name), { io: fakeIo().io, finish: () => {} });
    }
    const undecided = allCommands(program).flatMap((command) => [
      ...command.options
        .filter((option) => option.required && valuesOf(program, command, option) === undefined)
        .map((option) => `${command.name()} ${option.flags}`),
      ...command.registeredArguments
        .filter((argument) => valuesOfArgument(program, command, argument) === undefined)
        .map((argument) => `${command.name()} <${argument.name()}>`),
    ]);
    expect(undecided).toEqual([]);
    expect(allCommands(program).length).toBeGreaterThan(15);
  });
});

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

describe('a fixture', () => {
  it('is found by folder, by name and by glob', async () => {
    const first = await completed(['replay', '']);
    expect(first.words).toEqual(expect.arrayContaining(['all', 'messages/', 'statuses/', 'scenarios/']));
    expect(first.besides).toBe('files');
    expect(first.abouts['messages/']).toMatch(/^\d+ fixtures$/);
    expect(await wordsFor('replay', 'messages/vid')).toContain('messages/video');
    expect(await wordsFor('replay', 'messages/*')).toEqual(['messages/*']);
    expect(await wordsFor('replay', 'imag')).toContain('image');
    expect(await wordsFor('replay', 'scenarios/mess')).toEqual(['scenarios/message-life']);
  });

  it('is one of them alone where one is meant', async () => {
    expect(await wordsFor('fixtures', 'show', 'messages/*')).toEqual([]);
    expect(await wordsFor('fixtures', 'show', 'al')).not.toContain('all');
    expect(await wordsFor('explain', 'scenarios/')).toEqual([]);
  });
});

describe('a webhook of history', () => {
  const id = sessionIdOf(STARTED);

  function withHistory(): string {
    const lines = [1, 2, 3].map((n) => storedWebhook(STARTED, n, `2026-11-01T08:00:0${n}.000Z`));
    return folderWithHistory({ startedAt: STARTED, lines });
  }

  it('is last, or the newest ids with what they say', async () => {
    const { words, abouts } = await completed(['events', 'show', ''], { cwd: withHistory() });
    expect(words).toEqual(['last', `${id}-3`, `${id}-2`, `${id}-1`]);
    expect(abouts['last']).toMatch(/^#3 \S/);
    expect((await completed(['replay', 'la'], { cwd: withHistory() })).words).toContain('last');
    expect((await completed(['events', 'show', ''])).words).toEqual([]);
  });

  it('has a number where a number is typed', async () => {
    expect((await completed(['events', 'show', '2'], { cwd: withHistory() })).words).toEqual(['2']);
    expect((await completed(['explain', '#3'], { cwd: withHistory() })).words).toEqual(['#3']);
  });

  it('is looked for in the folder that stands before, in the environment, or in the config file', async () => {
    const cwd = temporaryFolder();
    const stateDir = join(withHistory(), '.wa-webhook');
    const show = ['events', 'show'];
    expect((await completed([...show, '--state-dir', stateDir, 'la'], { cwd })).words).toEqual(['last']);
    expect((await completed([...show, `--state-dir=${stateDir}`, 'la'], { cwd })).words).toEqual(['last']);
    expect((await completed([...show, 'la'], { cwd, env: { WA_WEBHOOK_STATE_DIR: stateDir } })).words).toEqual([
      'last',
    ]);
  });

  it('also gives the types, fields and users that came', async () => {
    const notification = { field: 'messages', kind: 'message', type: 'text', summary: 'text', from: '15550100300' };
    const lines = [1, 2].map((n) => storedWebhook(STARTED, n, STARTED, { notifications: [notification] }));
    const cwd = folderWithHistory({ startedAt: STARTED, lines });
    expect((await completed(['events', 'list', '--field', ''], { cwd })).words).toEqual(['messages']);
    expect((await completed(['events', 'list', '--type', 't'], { cwd })).words).toEqual(['text']);
    expect((await completed(['events', 'list', '--from', ''], { cwd })).words).toEqual(['15550100300']);
  });

  it('is read from the end of the newest sessions only, however large history is', async () => {
    const cwd = withHistory();
    const large = join(cwd, '.wa-webhook/history/2026-11-02T08-00-00.000Z-mhzzzzzz.ndjson');
    writeFileSync(large, '');
    // A hole of 40 GB: whoever reads it from the start does not come back.
    truncateSync(large, 40 * 1024 ** 3);
    expect((await completed(['events', 'show', 'la'], { cwd })).words).toEqual(['last']);
  });

  it('of a stranger obeys nothing in the terminal', async () => {
    const evil = '\u001b]0;evil\u0007\tx\n';
    const notifications = [{ field: evil, kind: 'message', type: 'text', summary: evil, from: evil }];
    const lines = [storedWebhook(STARTED, 1, STARTED, { notifications })];
    const cwd = folderWithHistory({ startedAt: STARTED, lines });
    for (const words of [
      ['events', 'show', ''],
      ['events', 'list', '--from', ''],
    ]) {
      const { io, out } = fakeIo({ cwd });
      await run(['__complete', 'bash', `wa-webhook ${words.join(' ')}`, ''], io);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal obeys.
      expect(out()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    }
  });
});

it('says nothing to a person in the middle of a line, whatever is wrong', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'wa-webhook.config.json'), '{ not JSON');
  mkdirSync(join(cwd, '.wa-webhook'));
  writeFileSync(join(cwd, '.wa-webhook/history'), 'not a folder');
  expect((await completed(['rep'], { cwd })).words).toEqual(['replay']);
  expect((await completed(['events', 'show', ''], { cwd })).words).toEqual([]);
  for (const question of [
    [],
    ['tcsh'],
    ['bash'],
    ['bash', ''],
    ['fish'],
    ['zsh', '--'],
    ['bash', '"'.repeat(99), 'x'],
  ]) {
    const { io, err } = fakeIo({ cwd });
    expect(await run(['__complete', ...question], io)).toBe(0);
    expect(err()).toBe('');
  }
});

describe('a line as bash has it', () => {
  async function inserted(line: string, replaced: string): Promise<readonly string[]> {
    const { io, out } = fakeIo();
    await run(['__complete', 'bash', line, replaced], io);
    return out()
      .split('\n')
      .slice(1, -1)
      .map((each) => each.split('\t')[0] ?? '');
  }

  it('gets back only what stands behind the last = or :', async () => {
    expect(await inserted('wa-webhook ips list --format=ngi', 'ngi')).toEqual(['nginx', 'nginx-geo']);
    expect(await inserted('wa-webhook ips list --format=', '')).toContain('nginx');
    expect(await inserted('NO_COLOR=1 wa-webhook rep', 'rep')).toEqual(['replay']);
    expect(await inserted("wa-webhook replay 'messages/video-without-u", 'messages/video-without-u')).toEqual([
      'messages/video-without-url',
    ]);
  });

  it.each([
    ['a b', ['a', 'b']],
    ['a b ', ['a', 'b', '']],
    ['', ['']],
    ["a 'b c' d\\ e", ['a', 'b c', 'd e']],
    ['a "b \\"c\\" $d', ['a', 'b "c" $d']],
    ["a 'b", ['a', 'b']],
    ['it\\\'s a="x y"z', ["it's", 'a=x yz']],
    ['a\\', ['a']],
  ])('is parted as a shell does: %s', (line, expected) => {
    expect(shellWords(line)).toEqual(expected);
    expect(unquoted(line.split(' ')[0] ?? '')).toBe(expected[0]);
  });
});

describe('the scripts', () => {
  it.each(['bash', 'zsh', 'fish'])('for %s tell how to install them', async (shell) => {
    const { io, out } = fakeIo();
    expect(await run(['completion', shell], io)).toBe(0);
    expect(out()).toContain(`wa-webhook completion ${shell}`);
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(`wa-webhook completion ${shell}`);
  });

  it('are for these shells alone', async () => {
    const { io, err } = fakeIo();
    expect(await run(['completion', 'tcsh'], io)).toBe(2);
    expect(err()).toContain('Allowed choices are bash, zsh, fish.');
  });
});
