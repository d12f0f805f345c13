import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Help } from 'commander';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { run } from '../src/cli.ts';
import { commands } from '../src/commands/index.ts';
import { fakeIo, temporaryFolder } from './support/fake-io.ts';

describe('THE LIST of commands', () => {
  it.each(commands)('tells what $name takes, as its flags do', async ({ name, takes = '', load }) => {
    const command = new Command(name);
    const register = await load();
    register(command, { io: fakeIo().io, finish: () => {} });
    expect(`${name} ${takes}`.trim()).toBe(new Help().subcommandTerm(command));
  });
});

describe('the version', () => {
  it.each([['--version'], ['-V'], ['--version', 'more'], ['replay', '--version']])('is told by %j', async (...args) => {
    const { io, out } = fakeIo();
    expect(await run(args, io)).toBe(0);
    expect(out()).toBe(`${packageJson.version}\n`);
  });
});

describe('the configuration file', () => {
  it('may set what another command alone takes', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'wa-webhook.config.json'), '{"tunnel":"none","listen":{"port":0},"format":"nginx"}');
    const { io, err } = fakeIo({ cwd });
    expect(await run(['fixtures', 'list'], io)).toBe(0);
    expect(err()).toBe('');
  });
});
