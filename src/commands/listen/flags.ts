import { InvalidArgumentError } from 'commander';
import { type FaultRule, parseFault } from '../../receiver/faults.ts';
import { type OnlyRule, parseOnly } from '../../webhook/only.ts';
import { parseDuration, parseHttpUrl } from '../flags.ts';

/** `500x3`, collected: several of them apply one after the other. */
export function collectFault(text: string, previous: readonly FaultRule[] | undefined): FaultRule[] {
  const rule = parseFault(text);
  if (rule === undefined)
    throw new InvalidArgumentError('It takes a status from 200 to 599 or drop, like 500, 500x3, 500@20% or drop@5%.');
  return [...(previous ?? []), rule];
}

/** `8000` or `8s`, in milliseconds; a bare number counts these. */
export function parseDelay(text: string): number {
  try {
    return parseDuration(/^\d+$/.test(text) ? `${text}ms` : text);
  } catch {
    throw new InvalidArgumentError('It takes milliseconds like 8000, or a time like 8s.');
  }
}

/** The URL of an app, collected; the same one twice would get everything twice. */
export function collectTarget(text: string, previous: readonly URL[] | undefined): URL[] {
  const url = parseHttpUrl(text);
  if (previous?.some(({ href }) => href === url.href)) throw new InvalidArgumentError('It is given twice.');
  return [...(previous ?? []), url];
}

/** `messages/text,statuses`. */
export function parseOnlyRules(text: string): readonly OnlyRule[] {
  const rules = parseOnly(text);
  if (rules === undefined)
    throw new InvalidArgumentError(
      'It takes fields with or without a type, like messages/text,statuses,account_update.',
    );
  return rules;
}
