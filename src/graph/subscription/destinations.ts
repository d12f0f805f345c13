import { OVERRIDE_LIMIT } from '../../webhook/override-fields.ts';
import type { PhoneFacts, SubscriptionFacts } from './facts.ts';
import type { Finding } from './wording.ts';

/** Where the messages of a number go, and who says so. */
export interface Destination {
  readonly phone: PhoneFacts;
  readonly url: string | undefined;
  readonly by: 'number' | 'account' | 'app';
  /** Where what follows no override goes. */
  readonly appUrl: string | undefined;
}

/** PURE: the number's own override, else the account's, else the app's callback ("Webhook overrides", 2026-06-28). */
export function destinationsOf({ phones, subscribed, callback, appId }: SubscriptionFacts): readonly Destination[] {
  if (phones?.ok !== true) return [];
  const own = subscribed?.ok === true ? subscribed.value.find(({ id }) => id === appId) : undefined;
  const saved = callback?.ok === true ? callback.value.url : undefined;
  return phones.value.map((phone): Destination => {
    const appUrl = phone.appUrl ?? saved;
    const accountUrl = phone.accountUrl ?? own?.overrideUrl;
    if (phone.overrideUrl !== undefined) return { phone, url: phone.overrideUrl, by: 'number', appUrl };
    if (accountUrl !== undefined) return { phone, url: accountUrl, by: 'account', appUrl };
    return { phone, url: appUrl, by: 'app', appUrl };
  });
}

interface Listener {
  readonly publicUrl?: string | undefined;
}

/** PURE: where Meta sends, beside where the `listen` of this folder is. */
export function destinationSwitches(facts: SubscriptionFacts, listener: Listener | undefined): readonly Finding[] {
  const all = destinationsOf(facts);
  const findings = all.map((destination) => destinationSwitch(destination, listener));
  const limited = all.find(({ by, url, appUrl }) => by !== 'app' && appUrl !== url);
  if (limited === undefined) return findings;
  const to = limited.appUrl === undefined ? '' : ` That is ${limited.appUrl}.`;
  return [...findings, { name: 'destination', state: 'note', what: `${OVERRIDE_LIMIT}${to}` }];
}

const BY = {
  number: 'an override on the number',
  account: 'an override on the account',
  app: "the app's callback URL",
};

function destinationSwitch({ phone, url, by }: Destination, listener: Listener | undefined): Finding {
  const { id, display = id } = phone;
  const at = { name: 'destination', phoneId: id } as const;
  const next = wayHere(id, listener);
  if (url === undefined) {
    return phone.isRouteTold
      ? { ...at, state: 'off', what: `Meta has no URL to send the messages of ${display} to.`, next }
      : { ...at, state: 'unknown', what: `Where the messages of ${display} go is not told.`, next };
  }

  const sends = `Meta sends the messages of ${display} to ${url} (${BY[by]})`;
  if (listener === undefined) return { ...at, state: 'note', what: `${sends}. No listen runs in this folder.` };
  const ours = listener.publicUrl;
  if (ours === undefined) {
    return { ...at, state: 'off', what: `${sends}, and your listener has no public URL: they do not come here.`, next };
  }
  if (isSame(url, ours)) return { ...at, state: 'on', what: `${sends}, which is your listener.` };
  return { ...at, state: 'off', what: `${sends}, and your listener is ${ours}.`, next };
}

function wayHere(phoneId: string, listener: Listener | undefined): string {
  if (listener === undefined) return `Send them here: wa-webhook listen --override phone:${phoneId}`;
  if (listener.publicUrl === undefined) return 'Start listen with a tunnel, or with --public-url.';
  return `Send them here: wa-webhook override set --phone ${phoneId} --url ${listener.publicUrl}`;
}

/** `https://a.example` and `https://a.example/` are one place. */
function isSame(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) ? new URL(one).href === new URL(other).href : one === other;
}
