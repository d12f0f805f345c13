import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { wholeProgram } from '../../src/program.ts';
import { configSchema } from '../../src/settings/schema.ts';
import { isRepeatable, takeValues } from '../../src/settings/take-values.ts';
import { fakeIo } from '../support/fake-io.ts';

const root = join(import.meta.dirname, '../..');
const program = await wholeProgram(fakeIo().io);
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(configSchema(program));

const options = allCommands(program).flatMap((command) =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !['help', 'version'].includes(option.attributeName()))
    .map((option) => ({ flag: `${pathOf(command).join(' ')} ${option.long}`, command, option })),
);

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

/** `{ ips: { list: { format: 'nginx' } } }` */
function inSection(command: Command, option: Option, value: unknown): object {
  return pathOf(command).reduceRight<object>((inner, name) => ({ [name]: inner }), { [option.attributeName()]: value });
}

describe('the schema of the config file', () => {
  it('is the one that is shipped', () => {
    const shipped: unknown = JSON.parse(readFileSync(join(root, 'dist/config.schema.json'), 'utf8'));
    expect(shipped).toEqual(JSON.parse(JSON.stringify(configSchema(program))));
  });

  it.each(options)('takes $flag at the top and in its section, as the program does', ({ command, option }) => {
    const { argChoices, defaultValueDescription } = option;
    const isSwitch = option.isBoolean() || option.negate;
    const sample = isSwitch ? false : (argChoices?.[0] ?? defaultValueDescription ?? 'x');
    expect({ ok: validate(inSection(command, option, sample)), errors: validate.errors }).toMatchObject({ ok: true });
    // "explain" is a section at the top, and a flag of check.
    const isSection = program.commands.some((each) => each.name() === option.attributeName());
    if (!isSection) expect(validate({ [option.attributeName()]: sample })).toBe(true);
    expect(validate(inSection(command, option, {}))).toBe(false);
    if (isSwitch || argChoices !== undefined || defaultValueDescription !== undefined)
      expect(() => takeValues(command, option, sample)).not.toThrow();
    expect(validate(inSection(command, option, [sample]))).toBe(isRepeatable(option));
    if (!isRepeatable(option)) expect(() => takeValues(command, option, [sample])).toThrow();
  });

  it('takes a list of just what is collected', () => {
    for (const { flag, option } of options) {
      const isCollected = /^collect/.test(option.parseArg?.name ?? '');
      expect({ flag, isRepeatable: isRepeatable(option) }).toEqual({ flag, isRepeatable: isCollected });
    }
  });

  it.each([
    [{ prot: 1 }],
    [{ listen: { prot: 1 } }],
    [{ ips: { liszt: {} } }],
    [{ listen: 5 }],
    [{ format: 'ngnix' }],
    [{ listen: { tunnel: true } }],
    [{ accessToken: 'x' }],
  ])('refuses what the program refuses: %j', (config) => {
    expect(validate(config)).toBe(false);
  });

  it('takes what the README shows', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
      ([, text = '']) => JSON.parse(text) as unknown,
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const config of shown) expect({ config, ok: validate(config) }).toEqual({ config, ok: true });
  });
});
