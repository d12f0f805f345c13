import type { Notification } from './notification.ts';

/** What `--only` lets through: a field, or one type of it. */
export interface OnlyRule {
  /** As in `changes[].field`, or `statuses` for the statuses among `messages`. */
  readonly field: string;
  /** `text`, `delivered`, `interactive`, `interactive/button_reply`. */
  readonly type?: string;
}

/** The folder that statuses have among the fixtures, though Meta sends them under `messages`. */
export const STATUSES = 'statuses';

/** `messages/text,statuses,account_update`; undefined where a part is none. */
export function parseOnly(text: string): readonly OnlyRule[] | undefined {
  const rules = text.split(',').map((part) => {
    const [, field, type] = /^\s*([\w-]+)(?:\/([\w/-]+))?\s*$/.exec(part) ?? [];
    if (field === undefined) return undefined;
    return type === undefined ? { field } : { field, type };
  });
  return rules.includes(undefined) ? undefined : rules.filter((rule) => rule !== undefined);
}

/** Does this webhook hold something of what is wanted? Without rules everything is. */
export function isWanted(notifications: readonly Notification[], rules: readonly OnlyRule[]): boolean {
  return rules.length === 0 || notifications.some((each) => rules.some((rule) => matches(each, rule)));
}

function matches({ field, kind, type }: Notification, rule: OnlyRule): boolean {
  const isOfField = field === rule.field || (rule.field === STATUSES && kind === 'status');
  if (!isOfField || rule.type === undefined) return isOfField;
  return type === rule.type || type.startsWith(`${rule.type}/`);
}
