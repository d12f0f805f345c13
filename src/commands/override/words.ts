import type { OverrideTarget } from '../../webhook/override-request.ts';

/** `--phone 106540352242922` */
function targetFlag({ level, id }: OverrideTarget): string {
  return `--${level} ${id}`;
}

export function restoreCommand(target: OverrideTarget): string {
  return `wa-webhook override restore ${targetFlag(target)}`;
}

/** `phone 106540352242922`, `account 102290129340398`: as a person says it. */
export function targetWords({ level, id }: OverrideTarget): string {
  return `${level === 'phone' ? 'number' : 'account'} ${id}`;
}
