import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTITIES, type Identity, withIdentity } from '../../src/webhook/identity.ts';
import { inspect } from '../../src/webhook/inspect.ts';
import { notificationsOf } from '../../src/webhook/payload.ts';
import { everyFixture } from '../support/every-fixture.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const names = everyFixture.map(({ name }) => name);

const ADA = { phone: '15550100300', userId: 'US.10000000000000000001', username: '@ada.test' };
const SHOP = { display_phone_number: '15550100200', phone_number_id: '2' };

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

function inEnvelope(value: object, field = 'messages'): unknown {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ value: { metadata: SHOP, ...value }, field }] }],
  };
}

/** What `value` looks like, seen each way. */
function seen(value: object, identity: Identity): unknown {
  return withIdentity(inEnvelope(value), identity);
}

describe('withIdentity shows', () => {
  const { phone, userId, username } = ADA;

  it.each<[string, object, object, object, object]>([
    [
      'a message and its contact',
      {
        contacts: [{ profile: { name: 'Ada' }, wa_id: phone, user_id: userId }],
        messages: [{ from: phone, from_user_id: userId, id: '1' }],
      },
      {
        contacts: [{ profile: { name: 'Ada' }, wa_id: phone, user_id: userId }],
        messages: [{ from: phone, from_user_id: userId, id: '1' }],
      },
      {
        contacts: [{ profile: { name: 'Ada', username }, wa_id: phone, user_id: userId }],
        messages: [{ from: phone, from_user_id: userId, id: '1' }],
      },
      {
        contacts: [{ profile: { name: 'Ada', username }, user_id: userId }],
        messages: [{ from_user_id: userId, id: '1' }],
      },
    ],
    [
      'a message from before 2026 as one of today',
      { messages: [{ from: phone, id: '1' }] },
      { messages: [{ from: phone, from_user_id: userId, id: '1' }] },
      { messages: [{ from: phone, from_user_id: userId, id: '1' }] },
      { messages: [{ from_user_id: userId, id: '1' }] },
    ],
    [
      'sent, which never comes with a username',
      {
        contacts: [{ profile: { name: 'Ada' }, wa_id: phone, user_id: userId }],
        statuses: [{ status: 'sent', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ profile: { name: 'Ada' }, wa_id: phone, user_id: userId }],
        statuses: [{ status: 'sent', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ profile: { name: 'Ada' }, wa_id: phone, user_id: userId }],
        statuses: [{ status: 'sent', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ profile: { name: 'Ada' }, user_id: userId }],
        statuses: [{ status: 'sent', recipient_user_id: userId }],
      },
    ],
    [
      'read',
      {
        contacts: [{ wa_id: phone, user_id: userId }],
        statuses: [{ status: 'read', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ wa_id: phone, user_id: userId }],
        statuses: [{ status: 'read', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ profile: { username }, wa_id: phone, user_id: userId }],
        statuses: [{ status: 'read', recipient_id: phone, recipient_user_id: userId }],
      },
      {
        contacts: [{ profile: { username }, user_id: userId }],
        statuses: [{ status: 'read', recipient_user_id: userId }],
      },
    ],
    [
      'failed, which names what the message was sent to and nothing else',
      { statuses: [{ status: 'failed', recipient_id: phone }] },
      { statuses: [{ status: 'failed', recipient_id: phone }] },
      { statuses: [{ status: 'failed', recipient_id: phone }] },
      { statuses: [{ status: 'failed', recipient_user_id: userId }] },
    ],
    [
      'a status in a group, whose id is no phone',
      { statuses: [{ status: 'read', recipient_id: 'G1', recipient_type: 'group', recipient_participant_id: phone }] },
      {
        statuses: [
          {
            status: 'read',
            recipient_id: 'G1',
            recipient_type: 'group',
            recipient_participant_id: phone,
            recipient_participant_user_id: userId,
          },
        ],
      },
      {
        statuses: [
          {
            status: 'read',
            recipient_id: 'G1',
            recipient_type: 'group',
            recipient_participant_id: phone,
            recipient_participant_user_id: userId,
          },
        ],
      },
      {
        statuses: [
          { status: 'read', recipient_id: 'G1', recipient_type: 'group', recipient_participant_user_id: userId },
        ],
      },
    ],
    [
      'a call to the user',
      { calls: [{ from: '15550100200', to: phone, to_user_id: userId, direction: 'BUSINESS_INITIATED' }] },
      { calls: [{ from: '15550100200', to: phone, to_user_id: userId, direction: 'BUSINESS_INITIATED' }] },
      { calls: [{ from: '15550100200', to: phone, to_user_id: userId, direction: 'BUSINESS_INITIATED' }] },
      { calls: [{ from: '15550100200', to_user_id: userId, direction: 'BUSINESS_INITIATED' }] },
    ],
    [
      'a call from the user',
      { calls: [{ from: phone, to: '15550100200', event: 'connect' }] },
      { calls: [{ from: phone, from_user_id: userId, to: '15550100200', event: 'connect' }] },
      { calls: [{ from: phone, from_user_id: userId, to: '15550100200', event: 'connect' }] },
      { calls: [{ from_user_id: userId, to: '15550100200', event: 'connect' }] },
    ],
    [
      'members of a group, and what the business had called them',
      {
        groups: [
          {
            group_id: 'G1',
            removed_participants: [{ input: phone }],
            added_participants: [{ wa_id: phone, user_id: userId }],
          },
        ],
      },
      {
        groups: [
          {
            group_id: 'G1',
            removed_participants: [{ input: phone }],
            added_participants: [{ wa_id: phone, user_id: userId }],
          },
        ],
      },
      {
        groups: [
          {
            group_id: 'G1',
            removed_participants: [{ input: phone }],
            added_participants: [{ wa_id: phone, user_id: userId, username }],
          },
        ],
      },
      {
        groups: [
          {
            group_id: 'G1',
            removed_participants: [{ input: userId }],
            added_participants: [{ user_id: userId, username }],
          },
        ],
      },
    ],
    [
      'history, both ways',
      {
        history: [
          {
            threads: [
              {
                id: phone,
                context: { wa_id: phone, user_id: userId },
                messages: [
                  { from: '15550100200', to: phone },
                  { from: phone, from_user_id: userId },
                ],
              },
            ],
          },
        ],
      },
      {
        history: [
          {
            threads: [
              {
                id: phone,
                context: { wa_id: phone, user_id: userId },
                messages: [
                  { from: '15550100200', to: phone },
                  { from: phone, from_user_id: userId },
                ],
              },
            ],
          },
        ],
      },
      {
        history: [
          {
            threads: [
              {
                id: phone,
                context: { wa_id: phone, user_id: userId, username },
                messages: [
                  { from: '15550100200', to: phone },
                  { from: phone, from_user_id: userId },
                ],
              },
            ],
          },
        ],
      },
      {
        history: [
          {
            threads: [
              { context: { user_id: userId, username }, messages: [{ from: '15550100200' }, { from_user_id: userId }] },
            ],
          },
        ],
      },
    ],
    [
      'an echo',
      { message_echoes: [{ from: '15550100200', to: phone, to_user_id: userId, type: 'text' }] },
      { message_echoes: [{ from: '15550100200', to: phone, to_user_id: userId, type: 'text' }] },
      { message_echoes: [{ from: '15550100200', to: phone, to_user_id: userId, type: 'text' }] },
      { message_echoes: [{ from: '15550100200', to_user_id: userId, type: 'text' }] },
    ],
    [
      'an echo on standby: the body of the send request',
      { standby: { message_echoes: [{ id: '1', message: { to: phone, type: 'text' } }] } },
      { standby: { message_echoes: [{ id: '1', message: { to: phone, type: 'text' } }] } },
      { standby: { message_echoes: [{ id: '1', message: { to: phone, type: 'text' } }] } },
      { standby: { message_echoes: [{ id: '1', message: { recipient: userId, type: 'text' } }] } },
    ],
    [
      'a preference and a contact of the address book',
      {
        user_preferences: [{ wa_id: phone, user_id: userId }],
        state_sync: [{ contact: { phone_number: phone, user_id: userId } }],
      },
      {
        user_preferences: [{ wa_id: phone, user_id: userId }],
        state_sync: [{ contact: { phone_number: phone, user_id: userId } }],
      },
      {
        user_preferences: [{ wa_id: phone, user_id: userId }],
        state_sync: [{ contact: { phone_number: phone, user_id: userId, username } }],
      },
      { user_preferences: [{ user_id: userId }], state_sync: [{ contact: { user_id: userId, username } }] },
    ],
    [
      'a changed phone, which is a changed BSUID to those who may not know the phone',
      {
        messages: [
          {
            from: phone,
            from_user_id: userId,
            type: 'system',
            system: {
              body: `Ada changed from ${phone} to 15550100309`,
              wa_id: '15550100309',
              user_id: 'US.10000000000000000010',
              type: 'user_changed_number',
            },
          },
        ],
      },
      {
        messages: [
          {
            from: phone,
            from_user_id: userId,
            type: 'system',
            system: {
              body: `Ada changed from ${phone} to 15550100309`,
              wa_id: '15550100309',
              user_id: 'US.10000000000000000010',
              type: 'user_changed_number',
            },
          },
        ],
      },
      {
        messages: [
          {
            from: phone,
            from_user_id: userId,
            type: 'system',
            system: {
              body: `Ada changed from ${phone} to 15550100309`,
              wa_id: '15550100309',
              user_id: 'US.10000000000000000010',
              type: 'user_changed_number',
            },
          },
        ],
      },
      {
        messages: [
          {
            from_user_id: userId,
            type: 'system',
            system: {
              body: `Ada changed from ${userId} to US.10000000000000000010`,
              user_id: 'US.10000000000000000010',
              type: 'user_changed_user_id',
            },
          },
        ],
      },
    ],
    [
      'an answer to a message of their own',
      { messages: [{ from: phone, from_user_id: userId, context: { from: phone, id: '1' } }] },
      { messages: [{ from: phone, from_user_id: userId, context: { from: phone, id: '1' } }] },
      { messages: [{ from: phone, from_user_id: userId, context: { from: phone, id: '1' } }] },
      { messages: [{ from_user_id: userId, context: { id: '1' } }] },
    ],
    [
      'a handover, for which no BSUID is documented',
      { sender: { phone_number: phone } },
      { sender: { phone_number: phone } },
      { sender: { phone_number: phone } },
      { sender: {} },
    ],
  ])('%s', (_, value, withPhone, withUsername, usernameOnly) => {
    expect(seen(value, 'phone')).toEqual(inEnvelope(withPhone));
    expect(seen(value, 'username')).toEqual(inEnvelope(withUsername));
    expect(seen(value, 'username-only')).toEqual(inEnvelope(usernameOnly));
  });

  it('a phone that it does not know by a BSUID that leads back to it', () => {
    const value = { messages: [{ from: '4915550100399', id: '1' }] };
    const hidden = seen(value, 'username-only');
    expect(JSON.stringify(hidden)).toContain('"from_user_id":"DE.20000004915550100399"');
    expect(JSON.stringify(withIdentity(hidden, 'phone'))).toContain('"from":"4915550100399"');
  });

  it('a BSUID that it does not know by the same invented phone each time', () => {
    const phones = [1, 2].map(() => JSON.stringify(seen({ messages: [{ from_user_id: 'PE.967' }] }, 'phone')));
    expect(phones[0]).toMatch(/"from":"1555\d{7}"/);
    expect(phones[1]).toBe(phones[0]);
  });

  it('the user whom another part of the payload names in full', () => {
    const value = {
      contacts: [{ wa_id: '99', user_id: 'PE.1', profile: { username: '@pe' } }],
      messages: [{ from: '99' }],
    };
    expect(seen(value, 'username-only')).toEqual(
      inEnvelope({
        contacts: [{ user_id: 'PE.1', profile: { username: '@pe' } }],
        messages: [{ from_user_id: 'PE.1' }],
      }),
    );
  });

  it('the properties where Meta writes them', () => {
    const shown = JSON.stringify(withIdentity(read('messages/username-only'), 'phone'));
    expect(shown).toContain('"messages":[{"from":"15550100300","from_user_id":"US.10000000000000000001","id":');
    expect(shown).toContain(
      '{"profile":{"name":"Ada Test"},"wa_id":"15550100300","user_id":"US.10000000000000000001"}',
    );
  });
});

describe('withIdentity leaves', () => {
  it.each(
    names.filter((name) =>
      /^(?:account_|message_template_|phone_number_|security|flows|partner|tracking|automatic)/.test(name),
    ),
  )('%s as it is, which names no user', (name) => {
    for (const identity of IDENTITIES) expect(withIdentity(read(name), identity)).toEqual(read(name));
  });

  it.each([null, 'text', [], {}, { entry: 1 }, { entry: [null, { changes: 'x' }, { changes: [{ value: null }, 7] }] }])(
    'what is no webhook: %j',
    (payload) => {
      expect(withIdentity(payload, 'username-only')).toEqual(payload);
    },
  );

  it('the cards that a user shares', () => {
    const shared = { type: 'contacts', contacts: [{ phones: [{ phone: '+1', wa_id: '15550100301' }] }] };
    expect(JSON.stringify(seen({ messages: [{ from: '15550100300', ...shared }] }, 'username-only'))).toContain(
      '15550100301',
    );
  });
});

/** No way back: a handover's sender has no BSUID, and a participant of the odd spelling comes back in the usual one. */
const ONE_WAY = /^messaging_handovers\/|other-spelling$/;

/** Phones that are no identity: cards, what is said in an answer or a card's text, the business's own number in account fields. */
const MAY_NAME_PHONES =
  /^(?:messages\/(?:contacts|address)|account_|phone_number_|security|business_|message_template_)/;

describe.each(names)('%s', (name) => {
  const original = read(name);
  const views = IDENTITIES.map((identity) => withIdentity(original, identity));

  it('keeps its notifications', () => {
    const kinds = (payload: unknown) =>
      notificationsOf(payload).map(({ field, kind, type, messageId }) => ({ field, kind, type, messageId }));
    for (const view of views) expect(kinds(view)).toEqual(kinds(original));
  });

  it('is seen the same whichever way it was seen before', () => {
    if (ONE_WAY.test(name)) return;
    for (const view of views)
      for (const [at, identity] of IDENTITIES.entries()) expect(withIdentity(view, identity)).toEqual(views[at]);
  });

  it('names no phone of a user when it has only the username', () => {
    if (MAY_NAME_PHONES.test(name)) return;
    const left = JSON.stringify(views[2]).match(/(?<![\w.])(?:155501003\d\d|16315551181|\d+550130[01])(?!\d)/g) ?? [];
    expect(left).toEqual([]);
  });

  it('has no property that Meta does not document', () => {
    const strange = (payload: unknown) => inspect(payload).map(({ kind, path }) => `${kind} ${path}`);
    for (const view of views) expect(strange(view)).toEqual(strange(original));
  });

  it('is told in full words each time', () => {
    for (const { summary } of views.flatMap(notificationsOf)) {
      expect(summary).toMatch(/^\S.*\S$/);
      expect(summary).not.toMatch(/undefined|null|NaN|\[object| {2}|\(\)|""/);
    }
  });

  it('does not change the payload that it was given', () => {
    expect(original).toEqual(read(name));
  });
});

it('takes any JSON', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom(...IDENTITIES),
      fc.constantFrom('messages', 'statuses', 'history', 'contacts'),
      (value, identity, list) => {
        const once = withIdentity(inEnvelope({ [list]: value }), identity);
        expect(withIdentity(once, identity)).toEqual(once);
      },
    ),
    { numRuns: 300 },
  );
});
