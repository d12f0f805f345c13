import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchPayloads } from '../../src/webhook/batch.ts';
import { inspect } from '../../src/webhook/inspect.ts';
import { encode } from '../../src/webhook/meta-json.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
const sizeOf = (payload: unknown) => encode(payload).byteLength;
const batch = (payloads: readonly unknown[], maxUpdates = 1000) => [...batchPayloads(payloads, { maxUpdates, sizeOf })];

const phone = { display_phone_number: '15550100200', phone_number_id: '1' };
const envelope = (...entry: unknown[]) => ({ object: 'whatsapp_business_account', entry });
const account = (id: string, value: unknown, field = 'messages') => ({ id, changes: [{ value, field }] });
const value = (lists: object, metadata: object = phone) => ({ messaging_product: 'whatsapp', metadata, ...lists });

describe('batchPayloads', () => {
  it('joins messages and statuses of one number in one change, as Meta does', () => {
    const text = account('A', value({ contacts: [{ wa_id: '7' }], messages: [{ id: 'm1' }] }));
    const sent = account('A', value({ statuses: [{ id: 's1' }] }));
    const more = account('A', value({ contacts: [{ wa_id: '7' }, { wa_id: '8' }], messages: [{ id: 'm2' }] }));
    expect(batch([envelope(text), envelope(sent), envelope(more)])).toEqual([
      {
        from: [0, 1, 2],
        payload: envelope(
          account(
            'A',
            value({
              contacts: [{ wa_id: '7' }, { wa_id: '8' }],
              messages: [{ id: 'm1' }, { id: 'm2' }],
              statuses: [{ id: 's1' }],
            }),
          ),
        ),
      },
    ]);
  });

  it('keeps accounts, numbers and fields apart', () => {
    const lists = { statuses: [{ id: 's' }] };
    const other = { ...phone, phone_number_id: '2' };
    const [merged, ...rest] = batch([
      envelope(account('A', value(lists))),
      envelope(account('B', value(lists))),
      envelope(account('A', value(lists, other))),
      envelope(account('A', { event: 'X' }, 'account_update')),
      envelope(account('A', { event: 'X' }, 'account_update')),
    ]);
    expect(rest).toEqual([]);
    expect(merged?.payload).toEqual(
      envelope(
        {
          id: 'A',
          changes: [
            { value: value(lists), field: 'messages' },
            { value: value(lists, other), field: 'messages' },
            { value: { event: 'X' }, field: 'account_update' },
            { value: { event: 'X' }, field: 'account_update' },
          ],
        },
        account('B', value(lists)),
      ),
    );
  });

  it('names each user once, known by phone or by BSUID, and the newest time of an account', () => {
    const of = (contacts: unknown[], time: number) =>
      envelope({ time, ...account('A', value({ contacts, messages: [] })) });
    const [merged] = batch([
      of([{ wa_id: '7', user_id: 'U7' }], 5),
      of([{ user_id: 'U7' }, { user_id: 'U8' }, {}], 9),
      of([{ user_id: 'U8' }, {}], 7),
    ]);
    const contacts = [{ wa_id: '7', user_id: 'U7' }, { user_id: 'U8' }, {}, {}];
    expect(merged?.payload).toEqual(of(contacts, 9));
  });

  it('stops at the number that is wanted, at 1,000 updates and at 3 MiB, and splits nothing', () => {
    const one = envelope(account('A', value({ statuses: [{ id: 's' }] })));
    const three = envelope(account('A', value({ statuses: [1, 2, 3].map((id) => ({ id })) })));
    expect(batch([one, one, one, one, one], 2).map(({ from }) => from)).toEqual([[0, 1], [2, 3], [4]]);
    expect(batch([one, three, one], 2).map(({ from }) => from)).toEqual([[0], [1], [2]]);
    expect(
      batch(
        Array.from({ length: 1001 }, () => one),
        5000,
      ).map(({ from }) => from.length),
    ).toEqual([1000, 1]);

    const large = envelope(account('A', value({ statuses: [{ id: 's', biz_opaque_callback_data: 'x'.repeat(1e6) }] })));
    const sizes = batch([large, large, large, large]).map(({ payload }) => sizeOf(payload));
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(3 * 1024 * 1024);
  });

  it.each([[], null, {}, { object: 'page', entry: [] }, { object: 'whatsapp_business_account', entry: [7] }])(
    'leaves %j alone, between its neighbours',
    (odd) => {
      const one = envelope(account('A', value({ statuses: [{ id: 's' }] })));
      expect(batch([one, odd, one]).map(({ payload }) => payload)).toEqual([one, odd, one]);
    },
  );

  it('merges fixtures into what Meta would send', () => {
    const names = ['messages/text', 'messages/image', 'statuses/sent', 'statuses/read', 'statuses/failed'];
    const [merged, ...rest] = batch(names.map(read));
    expect(rest).toEqual([]);
    expect(inspect(merged?.payload)).toEqual([]);
  });

  it('merges a thousand updates in no time', () => {
    const startedAt = performance.now();
    batch(Array.from({ length: 10_000 }, (_, id) => envelope(account('A', value({ statuses: [{ id }] })))));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('for any run of webhooks', () => {
  const lists = fc.record(
    {
      contacts: fc.array(fc.record({ wa_id: fc.constantFrom('7', '8', '9') })),
      messages: numbers(),
      statuses: numbers(),
    },
    { requiredKeys: [] },
  );
  const change = fc.record({
    field: fc.constantFrom('messages', 'smb_message_echoes', 'account_update'),
    value: fc.oneof(
      fc.tuple(lists, fc.constantFrom('1', '2')).map(([each, id]) => value(each, { phone_number_id: id })),
      fc.record({ event: fc.nat(3) }),
      fc.record({ metadata: fc.constant(phone), statuses: fc.constantFrom(null, 'x'), calls: numbers() }),
    ),
  });
  const payload = fc
    .array(fc.record({ id: fc.constantFrom('A', 'B'), changes: fc.array(change) }))
    .map((entries) => envelope(...entries));
  const anything = fc.oneof({ weight: 9, arbitrary: payload }, { weight: 1, arbitrary: fc.jsonValue() });

  /** Where each notification belongs, and its sign: in the order in which they come. */
  function told(payloads: readonly unknown[]): Map<string, unknown[]> {
    const places = new Map<string, unknown[]>();
    const tell = (place: string, notification: unknown) =>
      places.set(place, [...(places.get(place) ?? []), notification]);
    for (const each of payloads) {
      const entries = (each as { entry?: { id: string; changes: { field: string; value: object }[] }[] } | null)?.entry;
      if (!Array.isArray(entries)) continue;
      for (const { id, changes } of entries) {
        for (const { field, value: inner } of changes) {
          const { messages, statuses, contacts, ...rest } = inner as Record<string, unknown>;
          const place = `${id} ${field} ${JSON.stringify(rest)}`;
          const talk = { messages, statuses };
          for (const [list, members] of Object.entries(talk)) {
            if (Array.isArray(members)) for (const member of members) tell(`${place} ${list}`, member);
          }
          for (const contact of Array.isArray(contacts) ? contacts : []) {
            const known = places.get(`${place} contacts`) ?? [];
            const text = JSON.stringify(contact);
            if (!known.includes(text)) tell(`${place} contacts`, text);
          }
          if (messages === undefined && statuses === undefined) tell(place, 'a change');
        }
      }
    }
    return places;
  }

  it('loses no notification, gives none twice, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(anything), fc.integer({ min: 1, max: 10 }), (payloads, most) => {
        const before = JSON.stringify(payloads);
        const batches = batch(payloads, most);
        expect(batches.flatMap(({ from }) => from)).toEqual([...payloads.keys()]);
        expect(told(batches.map((each) => each.payload))).toEqual(told(payloads));
        for (const each of batches) {
          if (each.from.length === 1) expect(each.payload).toBe(payloads[each.from[0] ?? -1]);
        }
        expect(JSON.stringify(payloads)).toBe(before);
      }),
    );
  });
});

function numbers() {
  return fc.array(fc.record({ id: fc.nat(1000) }), { maxLength: 4 });
}
