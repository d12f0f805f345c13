import type { Command, Option } from 'commander';
import { canBeOff, isRepeatable, isSwitch } from './take-values.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of `wa-webhook.config.json` for editors, made of the very flags that commander reads, so that it cannot tell of
 * others. What a text must look like is left to the program, which says it better.
 */
export function configSchema(program: Command): Schema {
  const sections = program.commands.map((command) => [command.name(), sectionOf(command)] as const);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'wa-webhook.config.json',
    description:
      'Settings of wa-webhook. At the top they hold for every command that takes them; in the section of a command, for it alone. A flag and the environment (WA_WEBHOOK_…) go before.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for your editor.' },
      ...sharedBy(program),
      ...Object.fromEntries(sections),
    },
    additionalProperties: false,
  };
}

/** A command's settings, and the sections of the commands below it. */
function sectionOf(command: Command): Schema {
  const sections = command.commands.map((child) => [child.name(), sectionOf(child)] as const);
  return {
    type: 'object',
    description: `Settings of wa-webhook ${command.parent?.parent ? `${command.parent.name()} ` : ''}${command.name()}: ${command.description()}.`,
    properties: { ...sharedBy(command), ...settingsOf(command), ...Object.fromEntries(sections) },
    additionalProperties: false,
  };
}

/** What can stand above the commands that take it; where they take different things, any of these. */
function sharedBy(command: Command): Schema {
  const schemas = new Map<string, Schema[]>();
  for (const child of command.commands) {
    for (const [name, schema] of Object.entries({ ...sharedBy(child), ...settingsOf(child) }))
      schemas.set(name, [...(schemas.get(name) ?? []), schema as Schema]);
  }
  return Object.fromEntries([...schemas].map(([name, all]) => [name, anyOf(all)]));
}

/** One schema that takes whatever one of them takes. */
function anyOf(schemas: readonly Schema[]): Schema {
  const descriptions = [...new Set(schemas.map(({ description }) => description))].join(' / ');
  const types = new Map(schemas.map(({ description, default: _, ...type }) => [JSON.stringify(type), type] as const));
  const [only, ...more] = types.values();
  const defaults = [...new Set(schemas.map((schema) => schema['default']))];
  return {
    description: descriptions,
    ...(only !== undefined && more.length === 0 ? only : { anyOf: [...types.values()] }),
    ...(defaults.length === 1 && defaults[0] !== undefined ? { default: defaults[0] } : {}),
  };
}

function settingsOf(command: Command): Schema {
  const shown = command.createHelp().visibleOptions(command);
  const options = command.options.filter((option) => shown.includes(option) && option.attributeName() !== 'version');
  const schemas = new Map<string, Schema>();
  // `--tunnel` comes before `--no-tunnel`, and says all of it.
  for (const option of options)
    if (!schemas.has(option.attributeName())) schemas.set(option.attributeName(), settingOf(command, option));
  return Object.fromEntries(schemas);
}

function settingOf(command: Command, option: Option): Schema {
  const { defaultValue, defaultValueDescription } = option;
  const isPlain = ['string', 'number', 'boolean'].includes(typeof defaultValue);
  const given = defaultValueDescription ?? (isPlain ? defaultValue : undefined);
  return {
    description: `${option.description} (${option.long})`,
    ...typeOf(command, option),
    ...(given === undefined ? {} : { default: given }),
  };
}

function typeOf(command: Command, option: Option): Schema {
  if (isSwitch(option)) return { type: 'boolean' };
  const one = oneOf(option);
  const off = canBeOff(command, option) ? [{ const: false }] : [];
  const list = isRepeatable(option) ? [{ type: 'array', items: one }] : [];
  return off.length + list.length === 0 ? one : { anyOf: [one, ...list, ...off] };
}

function oneOf({ argChoices, flags }: Option): Schema {
  if (argChoices !== undefined) return { enum: argChoices };
  const placeholder = /<(.+)>$/.exec(flags)?.[1] ?? '';
  return NUMBERS.includes(placeholder) ? { type: ['number', 'string'] } : { type: 'string' };
}

/** What a person may write as a number: `8090`, `10` seconds, `4`. */
const NUMBERS = ['number', 'count', 'port', 'ms', 'time', 'size', 'percent', 'status', 'factor', 'age', '4|6'];
