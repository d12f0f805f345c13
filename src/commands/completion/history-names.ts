import type { Stamped, WebhookReceived } from '../../events.ts';
import { recentWebhooks } from '../../store/read/recent-webhooks.ts';
import { isObject, textIn } from '../../webhook/json-view.ts';
import { type Candidate, words } from './candidate.ts';

/** More than a person looks through at a prompt. */
const SHOWN = 20;
/** From so many, what else stands in history is gathered. */
const LOOKED_AT = 200;

/** `last` and the newest ids, each with what it says; `12` or `#12` where a number is typed. */
export async function webhookNames(stateDir: string, typed: string): Promise<Candidate[]> {
  const webhooks = await recentWebhooks(stateDir, SHOWN);
  const isNumber = /^#?\d/.test(typed);
  const named = webhooks.map((webhook) => ({
    value: isNumber ? `${typed.startsWith('#') ? '#' : ''}${numberOf(webhook)}` : webhook.id,
    about: aboutOf(webhook),
  }));
  const [newest] = webhooks;
  return [...(newest === undefined ? [] : [{ value: 'last', about: aboutOf(newest) }]), ...named];
}

/** `#12 text from Ada: "Hallo…"` */
function aboutOf(webhook: Stamped<WebhookReceived>): string {
  const summary = notificationTexts([webhook], 'summary')[0] ?? 'no update in it';
  return `#${numberOf(webhook)} ${summary}`;
}

function numberOf({ id }: Stamped<WebhookReceived>): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

/** The fields, types or users that came lately. */
export async function recentlySeen(stateDir: string, what: 'field' | 'type' | 'from'): Promise<Candidate[]> {
  return words(notificationTexts(await recentWebhooks(stateDir, LOOKED_AT), what));
}

/** Somebody may have edited the file: what is no text is left out. */
function notificationTexts(webhooks: readonly Stamped<WebhookReceived>[], part: string): string[] {
  const all: readonly unknown[] = webhooks.flatMap(({ notifications }) => notifications);
  return all.flatMap((notification) => (isObject(notification) ? (textIn(notification, part) ?? []) : []));
}
