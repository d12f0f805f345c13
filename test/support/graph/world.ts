import { APP_SECRET } from '../listening.ts';

/** Invented, in Meta's shape. */
export const APP_ID = '300000000000003';
export const WABA_ID = '100000000000001';
export const PHONE_ID = '200000000000002';
export const OTHER_PHONE_ID = '200000000000009';
export const ACCESS_TOKEN = 'EAAtestOnlyNotARealTokenZD0123456789abcdefghijklmnop';

export interface App {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  /** What stands in the App Dashboard; undefined when nobody saved one. */
  callbackUrl: string | undefined;
  fields: string[];
}

export interface Override {
  readonly uri: string;
  readonly verifyToken: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The apps that get its webhooks, by their id, and where to when not to the app's own callback. */
  readonly subscribed: Map<string, Override | undefined>;
}

export interface PhoneNumber {
  readonly id: string;
  readonly accountId: string;
  readonly display: string;
  accountMode: 'LIVE' | 'SANDBOX';
  /** By app. */
  readonly overrides: Map<string, Override>;
  /** The newest first, as the Message History API lists them. */
  readonly history: HistoryEntry[];
}

export interface HistoryEntry {
  readonly id: string;
  readonly messageId: string;
  readonly events: HistoryEvent[];
}

export interface HistoryEvent {
  readonly id: string;
  readonly status: string;
  readonly timestamp: number;
  state: 'PENDING' | 'DELIVERED' | 'FAILED' | 'RETRYING';
  readonly appId: string;
  readonly uri: string;
  error?: string | undefined;
}

export interface Token {
  readonly appId: string;
  isValid: boolean;
  /** Seconds since 1970; 0 for never. */
  expiresAt: number;
  scopes: string[];
  /** `APP_ID|APP_SECRET`. */
  readonly isApp: boolean;
}

/** All that Meta remembers. Tests read it, and change it to set a scene. */
export interface World {
  readonly apps: Map<string, App>;
  readonly accounts: Map<string, Account>;
  readonly phones: Map<string, PhoneNumber>;
  readonly tokens: Map<string, Token>;
}

/** One app, one account and two numbers, subscribed and allowed to everything; nothing has a callback yet. */
export function createWorld(): World {
  const app: App = {
    id: APP_ID,
    name: 'Otter Tests',
    secret: APP_SECRET,
    callbackUrl: undefined,
    fields: ['messages'],
  };
  const account: Account = { id: WABA_ID, name: 'Otter & Sons', subscribed: new Map([[APP_ID, undefined]]) };
  const phone = (id: string, display: string): PhoneNumber => {
    return { id, accountId: WABA_ID, display, accountMode: 'LIVE', overrides: new Map(), history: [] };
  };
  const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
  return {
    apps: new Map([[APP_ID, app]]),
    accounts: new Map([[WABA_ID, account]]),
    phones: new Map([
      [PHONE_ID, phone(PHONE_ID, '+1 555-010-0200')],
      [OTHER_PHONE_ID, phone(OTHER_PHONE_ID, '+1 555-010-0209')],
    ]),
    tokens: new Map([
      [ACCESS_TOKEN, { appId: APP_ID, isValid: true, expiresAt: 0, scopes, isApp: false }],
      [`${APP_ID}|${APP_SECRET}`, { appId: APP_ID, isValid: true, expiresAt: 0, scopes: [], isApp: true }],
    ]),
  };
}
