import { isObject, type JsonObject, listIn, objectIn, objectsIn, textIn } from '../json-view.ts';
import { counted, day, joined, lowered, quotedIn, word, wordIn } from './wording.ts';

/** What can happen to an account (`account_update`), in words. Add an event here. */
export const accountEvents: ReadonlyMap<string, (value: JsonObject) => string> = new Map(
  Object.entries({
    ACCOUNT_DELETED: () => 'account deleted',
    ACCOUNT_OFFBOARDED: () => 'account offboarded from the platform',
    ACCOUNT_RECONNECTED: () => 'account reconnected',
    ACCOUNT_RESTRICTION: restrictionWords,
    ACCOUNT_VIOLATION: violationWords,
    AD_ACCOUNT_LINKED: (value) => {
      const info = objectIn(value, 'waba_info');
      return joined(['ad account', wordIn(info, 'ad_account_linked', 'ad_account_id'), 'linked', toAccount(info)], ' ');
    },
    AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: internationalRateWords,
    BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE: (value) =>
      `primary country of the business: ${wordIn(value, 'country') ?? 'not known'}`,
    DISABLED_UPDATE: banWords,
    MM_LITE_TERMS_SIGNED: (value) =>
      joined(['Marketing Messages terms signed', forAccount(objectIn(value, 'waba_info'))], ' '),
    PARTNER_ADDED: (value) => joined(['partner added', toAccount(objectIn(value, 'waba_info'))], ' '),
    PARTNER_REMOVED: removedWords,
    PARTNER_APP_INSTALLED: (value) => appWords(value, 'installed'),
    PARTNER_APP_UNINSTALLED: (value) => appWords(value, 'uninstalled'),
    PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: certificationWords,
    PARTNER_CLIENT_CERTIFICATION_NEEDED: (value) => {
      const client = wordIn(objectIn(value, 'partner_client_certification_needed_info'), 'client_business_id');
      return joined(['business certification needed', client && `for ${client}`], ' ');
    },
    VOLUME_BASED_PRICING_TIER_UPDATE: tierWords,
    VERIFIED_ACCOUNT: () => 'account verified',
  } satisfies Record<string, (value: JsonObject) => string>),
);

/** Restrictions in words; the code stands behind them, since that is what one searches for. */
const restrictions: ReadonlyMap<string, string> = new Map([
  ['RESTRICTED_ADD_PHONE_NUMBER_ACTION', 'no new phone numbers'],
  ['RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING', 'no calls'],
  ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'no messages that start a conversation'],
  ['RESTRICTED_BUSINESS_INITIATED_CALLING', 'no calls to users'],
  ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', 'no answers to users'],
  ['RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES', 'no utility templates by Direct Send'],
  ['RESTRICTED_USER_INITIATED_CALLING', 'no calls from users'],
  ['RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN', 'call button hidden'],
  ['RESTRICTED_UTILITY_TEMPLATES', 'no utility templates'],
]);

function restrictionWords(value: JsonObject): string {
  const list = objectsIn(value, 'restriction_info');
  const [first] = list;
  if (first === undefined) return 'account restricted';

  const code = textIn(first, 'restriction_type');
  const until = day(first, 'expiration');
  const words = code === undefined ? undefined : joined([restrictions.get(code), `(${word(code)})`], ' ');
  const more = list.length - 1;
  return joined([
    joined([joined(['account restricted', until && `until ${until}`], ' '), words], ': '),
    more > 0 ? `and ${counted(more, 'more restriction')}` : undefined,
  ]);
}

function violationWords(value: JsonObject): string {
  const info = objectIn(value, 'violation_info');
  return joined([
    `account violates a policy: ${wordIn(info, 'violation_type') ?? 'not named'}`,
    quotedIn(info, 'remediation'),
  ]);
}

function internationalRateWords(value: JsonObject): string {
  const rate = objectIn(value, 'auth_international_rate_eligibility');
  const start = day(rate, 'start_time');
  const exceptions = listIn(rate, 'exception_countries')
    .slice(0, 5)
    .map((country) => (isObject(country) ? wordIn(country, 'country_code') : undefined));
  const except = joined(exceptions);
  const words = joined(['international rates for authentication messages', start && `from ${start}`], ' ');
  return joined([words, except && `other dates for ${except}`]);
}

function banWords(value: JsonObject): string {
  const info = objectIn(value, 'ban_info');
  const state = textIn(info, 'waba_ban_state');
  const date = wordIn(info, 'waba_ban_date');
  const what = state === undefined ? 'ban without a state' : (banStates.get(state) ?? `ban ${lowered(state)}`);
  return joined([`account ${what}`, date && `on ${date}`], ' ');
}

const banStates: ReadonlyMap<string, string> = new Map([
  ['SCHEDULE_FOR_DISABLE', 'will be disabled'],
  ['DISABLE', 'disabled'],
  ['REINSTATE', 'reinstated'],
]);

function removedWords(value: JsonObject): string {
  const info = objectIn(value, 'disconnection_info');
  const reason = wordIn(info, 'reason');
  const by = textIn(info, 'initiated_by');
  const line = joined(['partner removed', fromAccount(objectIn(value, 'waba_info'))], ' ');
  return joined([line, joined([reason, by && `by ${lowered(by)}`], ' ')], ': ');
}

function appWords(value: JsonObject, what: string): string {
  const info = objectIn(value, 'waba_info');
  const app = wordIn(info, 'partner_app_id') ?? wordIn(value, 'partner_app_id');
  return joined(['partner app', app, what, forAccount(info)], ' ');
}

function certificationWords(value: JsonObject): string {
  const info = objectIn(value, 'partner_client_certification_info');
  const client = wordIn(info, 'client_business_id');
  const status = textIn(info, 'status');
  const [reason] = listIn(info, 'rejection_reasons');
  const line = joined(['business certification', client && `of ${client}`], ' ');
  const why = typeof reason === 'string' && reason !== 'NONE' ? word(reason) : undefined;
  return joined([`${line}: ${status ? lowered(status) : 'no status named'}`, why]);
}

function tierWords(value: JsonObject): string {
  const info = objectIn(value, 'volume_tier_info');
  const month = wordIn(info, 'effective_month');
  // `min:max`, messages in the month.
  const tier = wordIn(info, 'tier')
    ?.replace(':', ' to ')
    .replace(/\d+/g, (count) => Number(count).toLocaleString('en-US'));
  const words = joined([wordIn(info, 'pricing_category'), wordIn(info, 'region'), tier && `${tier} messages`]);
  return joined([joined(['new price tier', month && `for ${month}`], ' '), words], ': ');
}

function toAccount(info: JsonObject): string | undefined {
  return account(info, 'to');
}

function fromAccount(info: JsonObject): string | undefined {
  return account(info, 'from');
}

function forAccount(info: JsonObject): string | undefined {
  return account(info, 'for');
}

function account(info: JsonObject, preposition: string): string | undefined {
  const id = wordIn(info, 'waba_id');
  return id && `${preposition} account ${id}`;
}
