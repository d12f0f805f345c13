import { InvalidArgumentError } from 'commander';
import { type FaultRule, parseFault } from '../../receiver/faults.ts';
import { parseDuration } from '../flags.ts';

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
