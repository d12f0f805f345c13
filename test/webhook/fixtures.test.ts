import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldDescribers } from '../../src/webhook/describe/index.ts';
import { isObject, listIn, objectIn, textIn, valueIn } from '../../src/webhook/json-view.ts';
import { encode } from '../../src/webhook/meta-json.ts';
import { notificationsOf, parseBody } from '../../src/webhook/payload.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  // Scenarios are no webhooks: test/delivery/scenario has them.
  .filter((name) => name.endsWith('.json') && !name.startsWith('scenarios'))
  .map((name) => name.replaceAll('\\', '/').replace(/\.json$/, ''))
  .sort();

const REQUIRED = {
  messages:
    'text image audio video document sticker location contacts button button-reply list-reply flow-reply reaction ' +
    'reaction-removed order system-number-changed edit revoke unsupported unknown-type reply forwarded referral ' +
    'username-only batch dashboard-test errors group-text',
  statuses: 'sent delivered read played failed',
  history: 'history',
  message_template_status_update: 'approved rejected',
  account_update: 'restriction partner-removed',
  account_alerts: 'alert',
  calls: 'connect',
  smb_message_echoes: 'echo',
  standby: 'standby',
  user_preferences: 'stop',
  unknown_field: 'unknown-field',
};

/** Fields whose payload nobody has published: a fixture would be a guess. */
const NEVER_SEEN = [
  'business_status_update',
  'business_username_update',
  'consumer_profile',
  'group_participant_update',
  'message_echoes',
  'template_performance_metrics',
  'user_id_update',
];

/** Lists of whatsapp-webhooks.md, sections 4 and 6: each of them has a fixture. */
const EVERY_EVENT: Readonly<Record<string, { key: string; values: string }>> = {
  account_update: {
    key: 'event',
    values:
      'ACCOUNT_DELETED ACCOUNT_OFFBOARDED ACCOUNT_RECONNECTED ACCOUNT_RESTRICTION ACCOUNT_VIOLATION AD_ACCOUNT_LINKED ' +
      'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE DISABLED_UPDATE MM_LITE_TERMS_SIGNED ' +
      'PARTNER_ADDED PARTNER_REMOVED PARTNER_APP_INSTALLED PARTNER_APP_UNINSTALLED PARTNER_CLIENT_CERTIFICATION_NEEDED ' +
      'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE VOLUME_BASED_PRICING_TIER_UPDATE VERIFIED_ACCOUNT',
  },
  account_alerts: {
    key: 'alert_type',
    values:
      'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED INCREASED_CAPABILITIES_ELIGIBILITY_FAILED ' +
      'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO OBA_APPROVED OBA_REJECTED PROFILE_PICTURE_LOST',
  },
  account_review_update: { key: 'decision', values: 'APPROVED REJECTED PENDING DEFERRED' },
  message_template_status_update: {
    key: 'event',
    values:
      'APPROVED ARCHIVED UNARCHIVED DELETED DISABLED FLAGGED IN_APPEAL LIMIT_EXCEEDED LOCKED PAUSED PENDING REINSTATED ' +
      'PENDING_DELETION REJECTED',
  },
  phone_number_name_update: { key: 'decision', values: 'APPROVED DEFERRED PENDING REJECTED' },
  security: { key: 'event', values: 'PIN_CHANGED PIN_RESET_REQUEST PIN_REQUEST_SUCCESS' },
  flows: {
    key: 'event',
    values:
      'FLOW_STATUS_CHANGE CLIENT_ERROR_RATE ENDPOINT_ERROR_RATE ENDPOINT_LATENCY ENDPOINT_AVAILABILITY ' +
      'FLOW_VERSION_EXPIRY_WARNING',
  },
  group_lifecycle_update: { key: 'type', values: 'group_create group_delete' },
  group_participants_update: {
    key: 'type',
    values: 'group_participants_add group_participants_remove group_join_request_created group_join_request_revoked',
  },
  group_status_update: { key: 'type', values: 'group_suspend group_suspend_cleared' },
  calls: {
    key: 'event',
    values: 'connect call_created terminate call_recording_available call_transcription_available',
  },
  statuses: { key: 'status', values: 'sent delivered read played failed deleted captured pending' },
  user_preferences: { key: 'value', values: 'stop resume signup' },
  messaging_handovers: { key: 'type', values: 'control_passed control_taken' },
  messages: {
    key: 'type',
    values:
      'text image video audio document sticker location contacts interactive button reaction order system edit revoke ' +
      'unsupported unknown request_welcome ephemeral button_reply list_reply nfm_reply call_permission_reply ' +
      'user_changed_number user_changed_user_id customer_changed_number customer_identity_changed errors gif ' +
      'group_invite hsm keep_in_chat link_preview list media_placeholder pin poll_creation poll_update product',
  },
};

describe('the fixtures', () => {
  it('hold every name that is promised', () => {
    const promised = Object.entries(REQUIRED).flatMap(([field, list]) =>
      list.split(' ').map((name) => `${field}/${name}`),
    );
    expect(promised.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are so many that no shape is missed', () => {
    expect(names.length).toBeGreaterThanOrEqual(300);
  });

  it('have one bare name each, so that all of them work', () => {
    const bare = names.map((name) => name.split('/')[1]);
    expect(bare.filter((name, at) => bare.indexOf(name) !== at)).toEqual([]);
  });

  it.each(Object.entries(EVERY_EVENT))('hold every event of %s', (field, { key, values }) => {
    const held = names.filter((name) => name.startsWith(`${field}/`)).map((name) => JSON.stringify(read(name)));
    const isHeld = (value: string) => held.some((body) => body.includes(`"${key}":"${value}"`));
    expect(values.split(' ').filter((value) => !isHeld(value))).toEqual([]);
  });

  it('hold every code that a message often fails with', () => {
    const held = names.filter((name) => name.startsWith('statuses/failed')).map((name) => text(name));
    const codes = [130472, 130497, 131026, 131030, 131042, 131047, 131048, 131049, 131050, 131053, 131056, 131062];
    expect(codes.filter((code) => !held.some((body) => body.includes(`"code": ${code}`)))).toEqual([]);
  });

  it('fit together: what is answered, reacted to and reported was sent once', () => {
    const sent = textAt(read('statuses/sent'), 'statuses', 'id');
    for (const name of ['statuses/delivered', 'statuses/read']) expect(textAt(read(name), 'statuses', 'id')).toBe(sent);
    for (const name of ['messages/reply', 'messages/reaction', 'messages/reaction-removed'])
      expect(text(name)).toContain(`"${sent}"`);
    for (const name of ['messages/edit', 'messages/revoke'])
      expect(text(name)).toContain(`"${textAt(read('messages/text'), 'messages', 'id')}"`);
  });

  it('name invented people only: numbers of the 555 range, and those of the Test button', () => {
    const phones = names.flatMap((name) =>
      [...text(name).matchAll(/"(?:from|to|wa_id|recipient_id|phone_number)": "(\d+)"/g)].map(
        ([, phone]) => phone ?? '',
      ),
    );
    const real = phones.filter((phone) => !/555\d{3,}|5501300$|5501301$|^16505551111$|^16315551181$/.test(phone));
    expect(real).toEqual([]);
  });

  it('put a thousand statuses into one webhook, as Meta does at most', () => {
    const thousand = read('statuses/thousand');
    expect(notificationsOf(thousand)).toHaveLength(1000);
    expect(new Set(notificationsOf(thousand).map(({ messageId }) => messageId)).size).toBe(1000);
  });

  it('cover every field that is known', () => {
    const covered = new Set(names.flatMap((name) => notificationsOf(read(name)).map(({ field }) => field)));
    expect([...fieldDescribers.keys()].filter((field) => !covered.has(field)).sort()).toEqual(NEVER_SEEN);
  });

  it('hold two entries of two changes of three messages in the batch', () => {
    expect(notificationsOf(read('messages/batch'))).toHaveLength(12);
  });

  it('have wamids of real length, of different lengths', () => {
    const ids = names.flatMap((name) =>
      [...text(name).matchAll(/"wamid\.([^"]+)"/g)].map(([, base64]) => base64 ?? ''),
    );
    for (const base64 of ids) {
      expect(base64).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
      expect(Buffer.from(base64, 'base64').length).toBeGreaterThanOrEqual(40);
    }
    expect(new Set(ids.map((id) => id.length)).size).toBeGreaterThan(2);
  });
});

describe.each(names)('fixture %s', (name) => {
  it('is readable JSON under a kebab-case name', () => {
    expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(text(name)).toBe(layout(name, read(name)));
  });

  it('is the same after it went over the wire', () => {
    const parsed = parseBody(encode(read(name)));
    expect(parsed.ok && parsed.value).toEqual(read(name));
  });

  it('is a full envelope', () => {
    const body = read(name);
    if (!isObject(body)) throw new Error('Not an object.');
    expect(textIn(body, 'object')).toBe('whatsapp_business_account');
    const entries = listIn(body, 'entry');
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      if (!isObject(entry)) throw new Error('An entry is not an object.');
      expect(textIn(entry, 'id')).toMatch(/^\d+$/);
      const changes = listIn(entry, 'changes');
      expect(changes.length).toBeGreaterThan(0);
      for (const change of changes) {
        expect(isObject(change) && textIn(change, 'field')).toMatch(/^[a-z_]+$/);
        expect(isObject(change) && isObject(valueIn(change, 'value'))).toBe(true);
      }
    }
  });

  it('lies in the folder of its field', () => {
    const folderName = name.split('/')[0] ?? '';
    const expected = { statuses: 'messages', unknown_field: 'galaxy_update' }[folderName] ?? folderName;
    for (const { field } of notificationsOf(read(name))) expect(field).toBe(expected);
  });

  it('is told in full words', () => {
    const notifications = notificationsOf(read(name));
    expect(notifications.length).toBeGreaterThan(0);
    for (const { kind, type, summary } of notifications) {
      expect(kind === 'unknown').toBe(SAYS_NOTHING.includes(name));
      expect(type).not.toBe('');
      expect(summary).toMatch(/^\S.*\S$/);
      expect(summary).not.toMatch(/undefined|null|NaN|\[object|: $| {2}|\(\)|""/);
    }
  });

  it('may be damaged anywhere and is still told', () => {
    const whole = read(name);
    fc.assert(
      fc.property(fc.nat(), damage, (at, junk) => {
        for (const { summary } of notificationsOf(damaged(whole, at, junk))) {
          expect(summary.trim()).not.toBe('');
          expect(summary).not.toMatch(/undefined|null|NaN|\[object/);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** What no line of words can tell: a field of tomorrow, and the dashboard's test of `standby`, which is empty. */
const SAYS_NOTHING = ['unknown_field/unknown-field', 'standby/standby-empty'];

/** Two spaces a level, invisible characters as escapes. A thousand statuses are read as a table: one a line, as are the users. */
function layout(name: string, body: unknown): string {
  const laid = `${JSON.stringify(body, null, 2)}\n`.replace(INVISIBLE, escaped);
  if (name !== 'statuses/thousand') return laid;
  return laid.replace(/^( {14})\{\n.*?^\1\}/gms, (status) => `${' '.repeat(14)}${JSON.stringify(JSON.parse(status))}`);
}

/** Characters that hide in an editor, or turn its lines around. */
const INVISIBLE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const damage = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1e300,
  '',
  ' ',
  '\n',
  'x'.repeat(500),
  [],
  [null],
  [[]],
  {},
  { type: 'constructor' },
  [{}],
  'toString',
  '__proto__',
);

/** The same body with one of its parts, counted from the top, replaced by something else. */
function damaged(whole: unknown, at: number, junk: unknown): unknown {
  const total = countParts(whole);
  let left = at % total;
  const rebuild = (part: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return junk;
    }
    left -= 1;
    if (Array.isArray(part)) return part.map(rebuild);
    if (isObject(part)) return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, rebuild(value)]));
    return part;
  };
  return rebuild(whole);
}

function countParts(part: unknown): number {
  const inner = Array.isArray(part) ? part : isObject(part) ? Object.values(part) : [];
  return 1 + inner.reduce((sum: number, value) => sum + countParts(value), 0);
}

/** The first object of a list of the first value. */
function textAt(body: unknown, list: string, key: string): string | undefined {
  const [entry] = isObject(body) ? listIn(body, 'entry') : [];
  const [change] = isObject(entry) ? listIn(entry, 'changes') : [];
  const [first] = isObject(change) ? listIn(objectIn(change, 'value'), list) : [];
  return isObject(first) ? textIn(first, key) : undefined;
}

function text(name: string): string {
  return readFileSync(new URL(`${name}.json`, folder), 'utf8');
}

function read(name: string): unknown {
  const parsed = parseBody(readFileSync(new URL(`${name}.json`, folder)));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.reason}`);
  return parsed.value;
}
