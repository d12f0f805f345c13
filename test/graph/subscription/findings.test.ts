import { describe, expect, it } from 'vitest';
import type { GraphError } from '../../../src/graph/graph-error.ts';
import type { PhoneFacts, SubscriptionFacts, TokenFacts } from '../../../src/graph/subscription/facts.ts';
import { judgeSubscription } from '../../../src/graph/subscription/findings.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const TOKEN: TokenFacts = {
  isValid: true,
  appId: '3',
  appName: 'Otter',
  expiresAtMs: 0,
  scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'],
  accountIds: ['1'],
};

const PHONE: PhoneFacts = {
  id: '2',
  display: '+1 555',
  mode: 'LIVE',
  status: 'CONNECTED',
  isRouteTold: true,
  overrideUrl: undefined,
  accountUrl: undefined,
  appUrl: 'https://app.example/hook',
  accountId: '1',
  troubles: [],
};

const ERROR: GraphError = {
  kind: 'permission',
  sentence: 'No.',
  hint: 'Ask.',
  code: 200,
  isPassing: false,
  isUnsure: false,
};

const SOUND: SubscriptionFacts = {
  token: { ok: true, value: TOKEN },
  appId: '3',
  callback: { ok: true, value: { url: 'https://app.example/hook', isActive: true, fields: ['messages'] } },
  accountId: '1',
  subscribed: { ok: true, value: [{ id: '3', name: 'Otter', overrideUrl: undefined }] },
  phones: { ok: true, value: [PHONE] },
};

function judge(change: Partial<SubscriptionFacts>, publicUrl?: string) {
  const listener = publicUrl === undefined ? undefined : { publicUrl };
  const { switches, summary } = judgeSubscription({ facts: { ...SOUND, ...change }, listener, nowMs: NOW });
  const find = (name: string) => switches.filter((each) => each.name === name);
  return { switches, summary, find, off: switches.filter(({ state }) => state === 'off').map(({ name }) => name) };
}

const token = (change: Partial<TokenFacts>) => ({ token: { ok: true, value: { ...TOKEN, ...change } } }) as const;
const phone = (change: Partial<PhoneFacts>) => ({ phones: { ok: true, value: [{ ...PHONE, ...change }] } }) as const;

describe('judgeSubscription', () => {
  it('finds nothing where nothing is', () => {
    expect(judge({}).summary).toMatchObject({
      off: 0,
      unknown: 0,
      numbers: [{ phoneId: '2', sendsTo: 'https://app.example/hook' }],
    });
  });

  it('gives every switch that is off a way to mend it', () => {
    const { switches } = judge(
      {
        ...token({ isValid: false, scopes: [] }),
        subscribed: { ok: true, value: [] },
        ...phone({ status: 'PENDING' }),
      },
      'https://otter.example/webhook',
    );
    const off = switches.filter(({ state }) => state === 'off');
    expect(off.map(({ name }) => name)).toEqual(['token', 'permissions', 'account', 'number', 'destination']);
    for (const { next } of off) expect(next).toMatch(/\S/);
  });

  it.each([
    [90 * 86_400_000, 'The access token expires in 90 days, on 2027-02-20 12:00 UTC, of the app 3 "Otter".', false],
    [5 * 3_600_000, 'The access token expires in 5 hours', true],
    [90_000, 'The access token expires in 1 minute,', true],
  ])('tells that a token ends in %s ms', (ms, what, isWarned) => {
    const [found] = judge(token({ expiresAtMs: NOW + ms })).find('token');
    expect(found?.what).toContain(what);
    expect(found?.next !== undefined).toBe(isWarned);
  });

  it('names the permission that lacks, and what for', () => {
    const [found] = judge(token({ scopes: ['whatsapp_business_management'] })).find('permissions');
    expect(found).toMatchObject({
      state: 'off',
      what: 'It lacks whatsapp_business_messaging, needed for the field "messages".',
    });
  });

  it('says that other apps get the webhooks', () => {
    const others = [8, 9].map((id) => ({ id: String(id), name: undefined, overrideUrl: undefined }));
    expect(judge({ subscribed: { ok: true, value: others } }).find('account')[0]?.what).toBe(
      'The account 1 sends to 2 other apps, and not to yours (3): the Test button works, real messages do not come.',
    );
  });

  it('takes what was refused as not told, and not as off', () => {
    const untold = { ok: false, error: ERROR } as const;
    const { off, summary } = judge({ token: untold, callback: untold, subscribed: untold, phones: untold });
    expect(off).toEqual([]);
    expect(summary).toMatchObject({ unknown: 4, numbers: [] });
  });

  it('says what takes the app secret, and tells what is known without it', () => {
    const { find } = judge({ callback: undefined });
    expect(find('callback')).toMatchObject([{ state: 'on' }]);
    expect(find('fields')).toMatchObject([{ state: 'unknown', next: expect.stringContaining('--app-secret-file') }]);
  });

  it.each<[Partial<PhoneFacts>, string, string]>([
    [
      { overrideUrl: 'https://n.example/', accountUrl: 'https://a.example/' },
      'https://n.example/',
      'an override on the number',
    ],
    [{ accountUrl: 'https://a.example/' }, 'https://a.example/', 'an override on the account'],
    [{}, 'https://app.example/hook', "the app's callback URL"],
  ])('knows that %j goes to %s', (change, url, by) => {
    const { find, summary } = judge(phone(change));
    expect(summary.numbers).toEqual([{ phoneId: '2', sendsTo: url }]);
    expect(find('destination')[0]?.what).toContain(`to ${url} (${by})`);
    expect(find('destination').some(({ what }) => what.includes('do not follow an override'))).toBe(
      by !== "the app's callback URL",
    );
  });

  it('finds the override of the account in its subscribed apps too', () => {
    const own = { id: '3', name: undefined, overrideUrl: 'https://a.example/' };
    const other = { id: '9', name: undefined, overrideUrl: 'https://x.example/' };
    expect(judge({ subscribed: { ok: true, value: [other, own] } }).summary.numbers[0]?.sendsTo).toBe(
      'https://a.example/',
    );
  });

  it('compares with the listener, by the place and not by the spelling', () => {
    expect(judge({}, 'https://APP.example:443/hook').find('destination')).toMatchObject([{ state: 'on' }]);
    expect(judge({}, 'https://app.example/other').find('destination')).toMatchObject([
      { state: 'off', next: 'Send them here: wa-webhook override set --phone 2 --url https://app.example/other' },
    ]);
  });

  it('passes on what Meta finds wrong', () => {
    const { find } = judge(phone({ mode: 'SANDBOX', troubles: ['waba: unpaid (1)'] }));
    expect(find('number').map(({ what }) => what)).toEqual([
      '+1 555 is CONNECTED and is a test number (SANDBOX).',
      'Meta says of +1 555: waba: unpaid (1)',
    ]);
  });
});
