import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notificationsOf, parseBody } from '../../src/webhook/payload.ts';

const utf8 = new TextEncoder();

describe('notificationsOf', () => {
  it.each([
    [null, 'JSON empty value, not a WhatsApp webhook'],
    [[], 'JSON array, not a WhatsApp webhook'],
    [5, 'JSON number, not a WhatsApp webhook'],
    ['x', 'JSON string, not a WhatsApp webhook'],
    [{}, 'JSON object, not a WhatsApp webhook: no "object" and no "entry"'],
    [{ object: 'whatsapp_business_account' }, 'webhook without "entry"'],
    [{ object: 'whatsapp_business_account', entry: [] }, '"entry" is empty'],
    [{ object: 'whatsapp_business_account', entry: {} }, '"entry" is an object where an array belongs'],
    [{ object: 'whatsapp_business_account', entry: [7] }, '"entry" holds a number where an object belongs'],
    [{ object: 'whatsapp_business_account', entry: [{ id: '1' }] }, 'webhook without "changes"'],
    [{ object: 'whatsapp_business_account', entry: [{ changes: [] }] }, '"changes" is empty'],
    [{ object: 'whatsapp_business_account', entry: [{ changes: [{}] }] }, 'change without a field with no value'],
  ])('tells %j as what it is', (value, summary) => {
    expect(notificationsOf(value)).toEqual([expect.objectContaining({ kind: 'unknown', field: '', summary })]);
  });

  it('names the product of another webhook', () => {
    expect(notificationsOf({ object: 'page', entry: [] })).toEqual([
      { field: 'page', kind: 'unknown', type: 'page', summary: 'webhook of another product: object "page"' },
    ]);
  });

  it('tells every message of every change of every entry, with its account, number, message and user', () => {
    const message = (n: number) => ({ from: `${n}`, id: `wamid.${n}`, type: 'text', text: { body: 'hi' } });
    const change = (...messages: unknown[]) => ({
      field: 'messages',
      value: { metadata: { phone_number_id: '2' }, messages },
    });
    const notifications = notificationsOf({
      object: 'whatsapp_business_account',
      entry: [
        { id: '10', changes: [change(message(1), message(2)), change(message(3))] },
        { id: '11', changes: [change(message(4))] },
      ],
    });
    expect(notifications.map(({ messageId, accountId }) => [messageId, accountId])).toEqual([
      ['wamid.1', '10'],
      ['wamid.2', '10'],
      ['wamid.3', '10'],
      ['wamid.4', '11'],
    ]);
    expect(notifications[0]).toEqual({
      field: 'messages',
      kind: 'message',
      type: 'text',
      summary: 'text from 1: "hi"',
      accountId: '10',
      phoneNumberId: '2',
      messageId: 'wamid.1',
      from: '1',
    });
  });

  it('stops listing where no webhook of Meta can reach', () => {
    const notifications = notificationsOf(
      webhook('messages', { messages: Array.from({ length: 1_000_000 }, () => ({})) }),
    );
    expect(notifications).toHaveLength(20_001);
    expect(notifications.at(-1)?.summary).toBe('more than 20,000 notifications: the rest is not listed');
  });

  it('tells a history chunk once, however many messages it holds', () => {
    const messages = Array.from({ length: 10_000 }, () => ({ id: 'wamid.x', type: 'text', text: { body: 'hi' } }));
    const history = [
      { metadata: { phase: 0, chunk_order: 1, progress: 55 }, threads: [{ messages }, { messages: [] }] },
    ];
    expect(notificationsOf(webhook('history', { history })).map(({ summary }) => summary)).toEqual([
      'history phase 0, chunk 1, 55 %: 10,000 messages in 2 threads',
    ]);
  });

  it('looks a thousand senders up among a thousand contacts', () => {
    const numbers = Array.from({ length: 1_000 }, (_, n) => `1555${n}`);
    const notifications = notificationsOf(
      webhook('messages', {
        contacts: numbers.map((number) => ({ wa_id: number, profile: { name: `User ${number}` } })),
        messages: numbers.map((from) => ({ from, type: 'text', text: { body: 'hi' } })),
      }),
    );
    expect(notifications.every(({ from, summary }) => summary === `text from User ${from}: "hi"`)).toBe(true);
  });

  it('survives an edit in an edit in an edit', () => {
    const depth = 20_000;
    const edits = `${'{"type":"edit","edit":{"message":'.repeat(depth)}{}${'}}'.repeat(depth)}`;
    const parsed = parseBody(
      utf8.encode(`{"entry":[{"changes":[{"field":"messages","value":{"messages":[${edits}]}}]}]}`),
    );
    expect(parsed.ok && notificationsOf(parsed.value)[0]?.summary).toBe(
      'edit from an unnamed user: a message now reads edit',
    );
  });

  it('takes any JSON, and each summary says something', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const body of [value, webhook('messages', value), { entry: [{ changes: value }] }]) {
          const notifications = notificationsOf(body);
          expect(notifications.length).toBeGreaterThan(0);
          for (const { summary } of notifications) expect(summary.trim()).not.toBe('');
        }
      }),
    );
  });
});

function webhook(field: string, value: unknown) {
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ value, field }] }] };
}
