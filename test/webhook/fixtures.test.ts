import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldDescribers } from '../../src/webhook/describe/index.ts';
import { isObject, listIn, textIn, valueIn } from '../../src/webhook/json-view.ts';
import { notificationsOf, parseBody } from '../../src/webhook/payload.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
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

describe('the fixtures', () => {
  it('hold every name that is promised', () => {
    const promised = Object.entries(REQUIRED).flatMap(([field, list]) =>
      list.split(' ').map((name) => `${field}/${name}`),
    );
    expect(promised.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('have one bare name each', () => {
    const bare = names.map((name) => name.split('/')[1]);
    expect(bare.filter((name, at) => bare.indexOf(name) !== at)).toEqual([]);
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
    expect(text(name)).toBe(`${JSON.stringify(read(name), null, 2)}\n`);
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
      expect(kind === 'unknown').toBe(name === 'unknown_field/unknown-field');
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

function text(name: string): string {
  return readFileSync(new URL(`${name}.json`, folder), 'utf8');
}

function read(name: string): unknown {
  const parsed = parseBody(readFileSync(new URL(`${name}.json`, folder)));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.reason}`);
  return parsed.value;
}
