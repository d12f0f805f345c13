import type { SubscriptionChecked, SwitchChecked } from '../../events/graph.ts';
import { destinationSwitches, destinationsOf } from './destinations.ts';
import type { SubscriptionFacts } from './facts.ts';
import { tokenSwitches } from './token-findings.ts';
import type { Finding } from './wording.ts';
import { ON } from './wording.ts';

export interface Judging {
  readonly facts: SubscriptionFacts;
  /** Where the `listen` of this folder is reached, if one runs; its own address where it has no public one. */
  readonly listener: { readonly publicUrl?: string | undefined } | undefined;
  readonly nowMs: number;
}

export interface Judged {
  readonly switches: readonly SwitchChecked[];
  readonly summary: SubscriptionChecked;
}

/** PURE: each switch between a message and the endpoint, with what is missing and how to mend it. */
export function judgeSubscription({ facts, listener, nowMs }: Judging): Judged {
  const findings = [
    ...tokenSwitches(facts.token, nowMs),
    ...callbackSwitches(facts),
    accountSwitch(facts),
    ...numberSwitches(facts),
    ...destinationSwitches(facts, listener),
    MODE,
  ];
  const switches = findings.map((finding): SwitchChecked => ({ type: 'switch.checked', ...finding }));
  const numbers = destinationsOf(facts).map(({ phone, url }) => ({ phoneId: phone.id, sendsTo: url ?? null }));
  const counted = (state: SwitchChecked['state']) => switches.filter((each) => each.state === state).length;
  return {
    switches,
    summary: {
      type: 'subscription.checked',
      appId: facts.appId ?? null,
      accountId: facts.accountId ?? null,
      numbers,
      listensAt: listener?.publicUrl ?? null,
      off: counted('off'),
      unknown: counted('unknown'),
    },
  };
}

/** It is in no answer of the Graph API. */
const MODE: Finding = {
  name: 'mode',
  state: 'note',
  what: 'Whether the app is Live, the Graph API does not tell. In development mode some webhooks are not sent.',
  next: 'Look at the top of the App Dashboard.',
};

const FIELDS_PLACE = 'App Dashboard > WhatsApp > Configuration > Webhook fields';

function callbackSwitches({ callback, appId, phones }: SubscriptionFacts): readonly Finding[] {
  const app = appId === undefined ? 'the app' : `the app ${appId}`;
  if (callback === undefined) {
    const known = phones?.ok === true ? phones.value.find(({ appUrl }) => appUrl !== undefined)?.appUrl : undefined;
    const secret = 'Give the app secret: --app-secret-file FILE or WA_WEBHOOK_APP_SECRET.';
    return [
      known === undefined
        ? {
            name: 'callback',
            state: 'unknown',
            what: `Which callback URL ${app} has takes the app secret to ask.`,
            next: secret,
          }
        : { name: 'callback', state: 'on', what: `The callback URL of ${app} is ${known}.` },
      {
        name: 'fields',
        state: 'unknown',
        what: `Which fields ${app} is subscribed to takes the app secret to ask.`,
        next: secret,
      },
    ];
  }
  if (!callback.ok) {
    const { kind, sentence, hint, code } = callback.error;
    const isSecretWrong = kind === 'token';
    const what = isSecretWrong ? `Meta does not take this app secret for ${app} (code ${code}).` : sentence;
    const next = isSecretWrong ? 'Copy it from App settings > Basic of this very app.' : hint;
    return [{ name: 'callback', state: 'unknown', what, next }];
  }

  const { url, isActive, fields } = callback.value;
  if (url === undefined) {
    const next = 'Save one: App Dashboard > WhatsApp > Configuration > Webhook. wa-webhook listen gives you one.';
    return [{ name: 'callback', state: 'off', what: `No callback URL is saved for ${app}.`, next }];
  }
  const found: Finding = isActive
    ? { name: 'callback', state: 'on', what: `The callback URL of ${app} is ${url}.` }
    : {
        name: 'callback',
        state: 'off',
        what: `The callback URL of ${app}, ${url}, is not active.`,
        next: 'Save it once more.',
      };
  return [found, fieldsSwitch(fields, app)];
}

function fieldsSwitch(fields: readonly string[], app: string): Finding {
  const listed = fields.length === 0 ? 'no field' : fields.join(', ');
  if (fields.includes('messages')) return { name: 'fields', state: ON, what: `Subscribed fields: ${listed}.` };
  const what = `${app.charAt(0).toUpperCase()}${app.slice(1)} is subscribed to ${listed}, and messages come by the field "messages".`;
  return { name: 'fields', state: 'off', what, next: `Subscribe to it: ${FIELDS_PLACE}.` };
}

function accountSwitch({ subscribed, accountId, appId }: SubscriptionFacts): Finding {
  if (subscribed === undefined || accountId === undefined) {
    return {
      name: 'account',
      state: 'unknown',
      what: 'Which account the number belongs to is not told.',
      next: 'Name the account with --waba (App Dashboard > WhatsApp > API Setup).',
    };
  }
  if (!subscribed.ok) {
    return { name: 'account', state: 'unknown', what: subscribed.error.sentence, next: subscribed.error.hint };
  }
  if (appId === undefined) {
    const apps = subscribed.value.map(({ id }) => id).join(', ');
    const what = `The account ${accountId} sends to ${apps === '' ? 'no app' : `the apps ${apps}`}.`;
    return { name: 'account', state: 'unknown', what, next: 'Name your app with --app.' };
  }
  if (subscribed.value.some(({ id }) => id === appId)) {
    return { name: 'account', state: ON, what: `The account ${accountId} sends to the app ${appId}.` };
  }
  const amount = subscribed.value.length;
  const to =
    amount === 0 ? 'to no app' : `to ${amount === 1 ? 'another app' : `${amount} other apps`}, and not to yours`;
  return {
    name: 'account',
    state: 'off',
    what: `The account ${accountId} sends ${to} (${appId}): the Test button works, real messages do not come.`,
    next: `Subscribe it: wa-webhook subscription --waba ${accountId} --subscribe`,
  };
}

function numberSwitches({ phones }: SubscriptionFacts): readonly Finding[] {
  if (phones === undefined) return [];
  if (!phones.ok) return [{ name: 'number', state: 'unknown', what: phones.error.sentence, next: phones.error.hint }];
  if (phones.value.length === 0) {
    const next = 'Add one: App Dashboard > WhatsApp > API Setup.';
    return [{ name: 'number', state: 'off', what: 'The account has no phone number.', next }];
  }
  return phones.value.flatMap(({ id, display = id, mode, status, troubles }): Finding[] => {
    const at = { phoneId: id };
    const facts = [status === undefined ? '' : `is ${status}`, mode === 'SANDBOX' ? 'is a test number (SANDBOX)' : ''];
    const told = facts.filter((fact) => fact !== '').join(' and ');
    const isConnected = status === undefined || status === 'CONNECTED';
    const registered = 'Only a registered number gets messages: register it for the Cloud API (WhatsApp > API Setup).';
    return [
      ...(told === ''
        ? []
        : [
            {
              name: 'number',
              state: isConnected ? ON : 'off',
              what: `${display} ${told}.`,
              ...(isConnected ? {} : { next: registered }),
              ...at,
            } as const,
          ]),
      ...troubles.map(
        (trouble) => ({ name: 'number', state: 'note', what: `Meta says of ${display}: ${trouble}`, ...at }) as const,
      ),
    ];
  });
}
