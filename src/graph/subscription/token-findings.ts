import type { TokenFacts, Told } from './facts.ts';
import type { Finding } from './wording.ts';

const DAY_MS = 86_400_000;
const SOON_MS = 7 * DAY_MS;

const NEW_TOKEN =
  'One of a system user does not expire: Business settings > System users, then put it into WA_WEBHOOK_ACCESS_TOKEN.';

/** What each permission is needed for (whatsapp-webhooks.md 2.10). */
const PERMISSIONS: readonly { readonly scope: string; readonly for: string }[] = [
  { scope: 'whatsapp_business_messaging', for: 'the field "messages"' },
  { scope: 'whatsapp_business_management', for: 'all other fields, and to read and set what this command tells' },
];

/** PURE: is the access token good, for how long, and for what? */
export function tokenSwitches(token: Told<TokenFacts>, nowMs: number): readonly Finding[] {
  if (!token.ok) {
    const what = `What the access token may do is not told: ${token.error.sentence}`;
    return [{ name: 'token', state: 'unknown', what, next: token.error.hint }];
  }
  return [validity(token.value, nowMs), permissions(token.value)];
}

function validity({ isValid, appId, appName, expiresAtMs }: TokenFacts, nowMs: number): Finding {
  const app = appId === undefined ? '' : `, of the app ${appId}${appName === undefined ? '' : ` "${appName}"`}`;
  if (!isValid) return { name: 'token', state: 'off', what: `The access token is not valid${app}.`, next: NEW_TOKEN };
  if (expiresAtMs === undefined) return { name: 'token', state: 'on', what: `The access token is valid${app}.` };
  if (expiresAtMs === 0) return { name: 'token', state: 'on', what: `The access token never expires${app}.` };

  const at = new Date(expiresAtMs)
    .toISOString()
    .replace(/:\d\d\.\d+Z$/, ' UTC')
    .replace('T', ' ');
  const what = `The access token expires in ${spanOf(expiresAtMs - nowMs)}, on ${at}${app}.`;
  return { name: 'token', state: 'on', what, ...(expiresAtMs - nowMs < SOON_MS ? { next: NEW_TOKEN } : {}) };
}

function spanOf(ms: number): string {
  if (ms > 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes > 120) return `${Math.floor(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function permissions({ scopes }: TokenFacts): Finding {
  const missing = PERMISSIONS.filter(({ scope }) => !scopes.includes(scope));
  if (missing.length === 0) {
    return { name: 'permissions', state: 'on', what: `It has ${PERMISSIONS.map(({ scope }) => scope).join(' and ')}.` };
  }
  const lacks = missing.map((each) => `${each.scope}, needed for ${each.for}`).join('; and ');
  return {
    name: 'permissions',
    state: 'off',
    what: `It lacks ${lacks}.`,
    next: 'Make a token with both (Business settings > System users > Generate token).',
  };
}
