import type { EventStream } from '../../events.ts';
import { fieldDescribers } from '../../webhook/describe/index.ts';
import { type OnlyRule, STATUSES } from '../../webhook/only.ts';

/** A field may be newer than this program, or a slip of the pen: told, not refused. */
export function tellUnknownFields(rules: readonly OnlyRule[], { emit }: EventStream): void {
  const unknown = rules.map(({ field }) => field).filter((field) => field !== STATUSES && !fieldDescribers.has(field));
  if (unknown.length === 0) return;
  const note = `${unknown.join(' and ')} is no field that Meta documents; nothing may ever match it`;
  emit({ type: 'setting.noted', setting: '--only', note });
}
