import type { GraphErrorKind } from './graph-error.ts';

export interface ErrorWords {
  readonly kind: GraphErrorKind;
  /** What is wrong, to be put behind "The Graph API refused it:". */
  readonly what: string;
  readonly hint: string;
}

const NEW_TOKEN =
  'Make a new one in the App Dashboard (WhatsApp > API Setup), or one of a system user, which does not expire, and put it into WA_WEBHOOK_ACCESS_TOKEN.';

const TOKEN_SUBCODES: Readonly<Record<number, string>> = {
  458: 'the access token is no longer good: its user removed the app',
  459: 'the access token is held back until its user logs in at facebook.com',
  460: 'the access token is no longer good: its user changed the password',
  463: 'the access token has expired',
  464: 'the access token is held back: its user is not confirmed',
  467: 'the access token is invalid',
  492: 'the access token is no longer good: its session has ended',
};

const PERMISSION_HINT =
  'Give the token whatsapp_business_management (and whatsapp_business_messaging for messages), and its user or system user access to the account in the Business settings.';

const RATE_HINT = 'Wait as long, or ask for less. The App Dashboard shows the use of the limit.';

/** What Meta's error codes mean (Graph API "Handle errors", WhatsApp "Error codes"). Undefined for one that says nothing special. */
export function errorWords(code: number, subcode: number | undefined, said: string): ErrorWords | undefined {
  if (code === 190 || code === 102 || code === 104) {
    const told = subcode === undefined ? undefined : TOKEN_SUBCODES[subcode];
    const fallback = /expired/i.test(said) ? 'the access token has expired' : 'the access token is invalid';
    return { kind: 'token', what: told ?? fallback, hint: NEW_TOKEN };
  }
  if (code === 2200 || code === 2201) {
    return {
      kind: 'verification',
      what: 'the callback URL did not pass the verification',
      hint: 'Ask it as Meta does: wa-webhook verify <URL> --verify-token T',
    };
  }
  if (RATE_LIMITS.has(code)) return { kind: 'rate-limit', what: 'the rate limit is reached', hint: RATE_HINT };
  if (code === 100 && /appsecret_proof/.test(said)) {
    return {
      kind: 'permission',
      what: 'the app takes no calls without appsecret_proof',
      hint: 'Turn off "Require app secret" in App settings > Advanced of the App Dashboard while you test.',
    };
  }
  if (code === 803 || (code === 100 && subcode === 33)) {
    return {
      kind: 'unknown-object',
      what: 'there is nothing with this id, or the access token may not see it',
      hint: 'Check the id (a phone number id is not the number itself), and that the token belongs to the business that owns it.',
    };
  }
  if (code === 10 || code === 3 || (code >= 200 && code <= 299)) {
    return { kind: 'permission', what: 'the access token lacks a permission for it', hint: PERMISSION_HINT };
  }
  if (code === 368) {
    return {
      kind: 'permission',
      what: 'the account is blocked for breaking a policy',
      hint: 'See the account quality page in the WhatsApp Manager.',
    };
  }
  if (code === 1 || code === 2) {
    return {
      kind: 'meta-trouble',
      what: 'something went wrong at Meta',
      hint: 'Try again later; https://metastatus.com tells of outages.',
    };
  }
  if (code === 2500 || code === 2635) {
    return {
      kind: 'bad-request',
      what: 'the path or the version of the Graph API is unknown',
      hint: 'Check --graph-version and --graph-url.',
    };
  }
  if (code === 100) {
    return {
      kind: 'bad-request',
      what: 'a part of the request is not as it should be',
      hint: 'Check the ids and the values that were given.',
    };
  }
  return undefined;
}

const RATE_LIMITS: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80_007, 80_008, 130_429, 131_056]);
