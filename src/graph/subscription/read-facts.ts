import { textIn } from '../../webhook/json-view.ts';
import type { GraphClient } from '../client.ts';
import type { GraphError } from '../graph-error.ts';
import { createAsker, Fatal } from './ask-parts.ts';
import type { PhoneFacts, SubscriptionFacts, TokenFacts, Told } from './facts.ts';
import { callbackIn, PHONE_FIELDS, phoneIn, phonesIn, subscribedIn, tokenIn } from './read-parts.ts';

/** What the user named; the rest is found out. */
export interface Wanted {
  readonly phoneId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly appId?: string | undefined;
}

export interface ReadFactsOptions {
  readonly client: GraphClient;
  readonly wanted: Wanted;
  /** Without it Meta does not tell the app's callback and fields. */
  readonly appSecret: string | undefined;
}

export type FactsAnswer =
  | { readonly kind: 'told'; readonly facts: SubscriptionFacts }
  /** The Graph API is out of reach, or the token is no good: nothing can be said. */
  | { readonly kind: 'failed'; readonly error: GraphError }
  /** The token may see several accounts. */
  | { readonly kind: 'which-account'; readonly accountIds: readonly string[] };

/** Asks the Graph API for everything that the switches hang on. */
export async function readFacts(options: ReadFactsOptions): Promise<FactsAnswer> {
  try {
    return await readAll(options);
  } catch (error) {
    if (error instanceof Fatal) return { kind: 'failed', error: error.error };
    throw error;
  }
}

/** More numbers than these nobody reads. */
const MAX_PHONES = 200;

async function readAll({ client, wanted, appSecret }: ReadFactsOptions): Promise<FactsAnswer> {
  const { ask, askAsApp, askAll } = createAsker(client);
  const token = await readToken();
  const seen = token.ok ? token.value : undefined;
  const appId = wanted.appId ?? seen?.appId ?? (await ownAppId());
  const phone = wanted.phoneId === undefined ? undefined : await readPhone(wanted.phoneId);
  const accountIds = wanted.accountId === undefined ? await findAccounts(phone, seen) : [wanted.accountId];
  const [accountId, another] = accountIds;
  if (another !== undefined) return { kind: 'which-account', accountIds };

  const facts: SubscriptionFacts = {
    token,
    appId,
    callback: await readCallback(),
    accountId,
    subscribed: accountId === undefined ? undefined : await readSubscribed(accountId),
    phones: phone === undefined ? await phonesOf(accountId) : alone(phone),
  };
  return { kind: 'told', facts };

  /** The token about itself, or else its app about it: not every token may ask. */
  async function readToken(): Promise<Told<TokenFacts>> {
    const own = await ask(client.debugToken(), tokenIn);
    const appOfIt = own.ok || appSecret === undefined ? undefined : (wanted.appId ?? (await ownAppId()));
    if (appOfIt === undefined) return own;
    const byApp = await askAsApp(client.debugToken(`${appOfIt}|${appSecret}`), tokenIn);
    return byApp.ok ? byApp : own;
  }

  async function ownAppId(): Promise<string | undefined> {
    const app = await ask(client.ask({ path: 'app', query: { fields: 'id' } }), (json) => textIn(json, 'id'));
    return app.ok ? app.value : undefined;
  }

  async function readCallback() {
    if (appSecret === undefined || appId === undefined) return undefined;
    return askAsApp(client.ask({ path: `${appId}/subscriptions`, token: `${appId}|${appSecret}` }), callbackIn);
  }

  async function readPhone(id: string): Promise<Told<PhoneFacts>> {
    const whole = await ask(client.ask({ path: id, query: { fields: `${PHONE_FIELDS},health_status` } }), phoneIn);
    // An older version of the API refuses all for one part that it does not know.
    if (whole.ok || whole.error.kind !== 'bad-request') return whole;
    return ask(client.ask({ path: id, query: { fields: 'id,display_phone_number,webhook_configuration' } }), phoneIn);
  }

  /** The account that has the number; without a number, those that the token was given. */
  async function findAccounts(
    known: Told<PhoneFacts> | undefined,
    tokenFacts: TokenFacts | undefined,
  ): Promise<readonly string[]> {
    if (known?.ok === true && known.value.accountId !== undefined) return [known.value.accountId];
    const given = tokenFacts?.accountIds ?? [];
    if (wanted.phoneId === undefined || given.length < 2) return given;
    for (const id of given) {
      const phones = await phonesOf(id);
      if (phones?.ok === true && phones.value.some((each) => each.id === wanted.phoneId)) return [id];
    }
    return [];
  }

  async function phonesOf(id: string | undefined): Promise<Told<readonly PhoneFacts[]> | undefined> {
    if (id === undefined) return undefined;
    const query = { fields: PHONE_FIELDS, limit: '100' };
    return askAll({ path: `${id}/phone_numbers`, query }, phonesIn, MAX_PHONES);
  }

  function readSubscribed(id: string) {
    return askAll({ path: `${id}/subscribed_apps` }, subscribedIn);
  }
}

function alone<T>(told: Told<T>): Told<readonly T[]> {
  return told.ok ? { ok: true, value: [told.value] } : told;
}
