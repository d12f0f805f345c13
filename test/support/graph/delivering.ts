import { createHmac } from 'node:crypto';
import { send } from './verification.ts';
import type { App, HistoryEntry, PhoneNumber, World } from './world.ts';

/** The fields that go to an override ("Webhook overrides", 2026-06-28). Typed here anew: the program's own list must agree. */
const FOLLOWING = [
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
];

export interface DeliverOptions {
  readonly phoneId: string;
  /** The field whose switch and whose override count; `messages` unless told. */
  readonly field?: string;
  readonly appId: string;
  readonly ca?: string | undefined;
}

export type Delivered =
  | { readonly to: string; readonly status: number }
  | { readonly to: string; readonly error: string }
  /** A switch is off: nothing was sent. */
  | { readonly to: undefined; readonly why: string };

/** Where webhooks of a field go: the number's override beats the account's, which beats the app's own callback. */
function destination(world: World, { phoneId, field = 'messages', appId }: DeliverOptions): Delivered | string {
  const app = world.apps.get(appId);
  const phone = world.phones.get(phoneId);
  const account = phone && world.accounts.get(phone.accountId);
  if (app === undefined || phone === undefined || account === undefined) return nowhere('no such app or number');
  if (!app.fields.includes(field)) return nowhere(`the app has no subscription of ${field}`);
  if (!account.subscribed.has(appId)) return nowhere('the app is not among the subscribed apps');
  const override = FOLLOWING.includes(field)
    ? (phone.overrides.get(appId) ?? account.subscribed.get(appId))
    : undefined;
  return override?.uri ?? app.callbackUrl ?? nowhere('the app has no callback URL');
}

function nowhere(why: string): Delivered {
  return { to: undefined, why };
}

/** Sends a body as Meta does, and writes down in the message history what became of it. */
export async function deliver(world: World, body: string, options: DeliverOptions): Promise<Delivered> {
  const to = destination(world, options);
  if (typeof to !== 'string') return to;
  const app = world.apps.get(options.appId);
  const phone = world.phones.get(options.phoneId);
  if (app === undefined || phone === undefined) return nowhere('no such app or number');

  const rawBody = Buffer.from(asMetaWrites(body));
  const hmac = (algorithm: string) => createHmac(algorithm, app.secret).update(rawBody).digest('hex');
  const headers = {
    'User-Agent': 'facebookexternalua',
    Accept: '*/*',
    'Accept-Encoding': 'deflate, gzip',
    'Content-Type': 'application/json',
    'Content-Length': String(rawBody.byteLength),
    'X-Hub-Signature': `sha1=${hmac('sha1')}`,
    'X-Hub-Signature-256': `sha256=${hmac('sha256')}`,
  };
  const url = new URL(to);
  const path = `${url.pathname}${url.search}`;
  const answer = await send(url, { method: 'POST', path, headers, body: rawBody, timeoutMs: 20_000, ca: options.ca });
  const delivered = 'error' in answer ? { to, error: answer.error.message } : { to, status: answer.status };
  const failure = 'error' in answer ? 'endpoint did not answer' : `endpoint returned HTTP ${answer.status}`;
  writeDown(phone, app, { body, to, failure: 'status' in answer && answer.status === 200 ? undefined : failure });
  return delivered;
}

function asMetaWrites(json: string): string {
  return json
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface Outcome {
  readonly body: string;
  readonly to: string;
  readonly failure: string | undefined;
}

function writeDown({ history }: PhoneNumber, app: App, { body, to, failure }: Outcome): void {
  for (const [messageId, status] of messagesIn(body)) {
    const known = history.find((entry) => entry.messageId === messageId);
    const entry: HistoryEntry = known ?? { id: `4${String(history.length).padStart(14, '0')}`, messageId, events: [] };
    if (known === undefined) history.unshift(entry);
    const repeated = entry.events.find((event) => event.status === status && event.appId === app.id);
    if (repeated !== undefined) {
      repeated.state = failure === undefined ? 'DELIVERED' : 'FAILED';
      repeated.error = failure;
      continue;
    }
    entry.events.push({
      id: `${entry.id}${entry.events.length}`,
      status,
      timestamp: Math.floor(Date.now() / 1_000),
      state: failure === undefined ? 'DELIVERED' : 'RETRYING',
      appId: app.id,
      uri: to,
      error: failure,
    });
  }
}

/** The messages and statuses of a body, each with the status that the history knows it by. */
function messagesIn(body: string): [string, string][] {
  const ids = [...body.matchAll(/"id":"(wamid\.[^"]+)"/g)].map(([, id = '']) => id);
  const status = /"status":"(sent|delivered|read|failed)"/.exec(body)?.[1]?.toUpperCase() ?? 'DELIVERED';
  return [...new Set(ids)].map((id) => [id, status]);
}
