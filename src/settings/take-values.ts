import type { Command, Option } from 'commander';

/** The value of an option that stands in the environment or in the config file, parsed as the flag's. Throws an `Error` that says what it takes. */
export function takeValues(command: Command, option: Option, given: unknown): unknown {
  if (given === false && !isSwitch(option) && canBeOff(command, option)) return false; // `"tunnel": false` is --no-tunnel.
  if (!Array.isArray(given)) return takeValue(option, given, undefined);
  if (!isRepeatable(option)) throw new Error('It takes one value, and no list.');
  return given.reduce<unknown>((previous, each) => takeValue(option, each, previous), undefined);
}

/** May it be given several times? Its description says so, since its users must know too. */
export function isRepeatable(option: Option): boolean {
  return option.description.includes('repeatable');
}

export function isSwitch(option: Option): boolean {
  return option.isBoolean() || option.negate;
}

/** Is there a `--no-…` beside it? */
export function canBeOff(command: Command, option: Option): boolean {
  return command.options.some((other) => other.negate && other.attributeName() === option.attributeName());
}

function takeValue(option: Option, given: unknown, previous: unknown): unknown {
  if (isSwitch(option)) return takeSwitch(given);
  if (typeof given !== 'string' && typeof given !== 'number') throw new Error('It is neither text nor a number.');
  return option.parseArg === undefined ? String(given) : option.parseArg(String(given), previous);
}

function takeSwitch(given: unknown): boolean {
  if (given === true || given === 'true' || given === '1') return true;
  if (given === false || given === 'false' || given === '0') return false;
  throw new Error('It takes true or false.');
}
