import type { SettingOrigin, SettingShown, ShownValue } from '../events.ts';
import { count, type TextLine } from './text-line.ts';

const NAME_COLUMNS = 18;
const VALUE_COLUMNS = 30;

/** `port  9000  flag --port` */
export function settingShownText({ name, value, origin, commands }: SettingShown): readonly TextLine[] {
  const said = shown(value);
  const parts = origin === undefined ? [said] : [said.padEnd(VALUE_COLUMNS), originText(origin, commands)];
  return [{ to: 'stdout', text: [name.padEnd(NAME_COLUMNS), ...parts].join('  ').trimEnd(), lead: 'none' }];
}

function shown(value: ShownValue): string {
  if (value === null) return '-';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function originText({ from, name = '', file = '', line }: SettingOrigin, commands: readonly string[]): string {
  switch (from) {
    case 'flag':
      return `flag ${name}`;
    case 'env':
      return `environment ${name}${forCommands(commands)}`;
    case 'env-file':
      return `${file}: ${name}${forCommands(commands)}`;
    case 'config':
      return `${file}${line === undefined ? '' : `:${line}`}: ${name}${forCommands(commands)}`;
    case 'default':
      return 'default';
    case 'none':
      return 'not set';
  }
}

/** One command that was asked for needs no mention; nor do all that take it. */
function forCommands(commands: readonly string[]): string {
  if (commands.length > 3) return ` (${count(commands.length, 'command')})`;
  return commands.length > 1 ? ` (${commands.join(', ')})` : '';
}
