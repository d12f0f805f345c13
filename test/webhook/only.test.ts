import { describe, expect, it } from 'vitest';
import type { Notification } from '../../src/webhook/notification.ts';
import { isWanted, parseOnly } from '../../src/webhook/only.ts';

const text: Notification = { field: 'messages', kind: 'message', type: 'text', summary: '' };
const reply: Notification = { ...text, type: 'interactive/button_reply' };
const read: Notification = { field: 'messages', kind: 'status', type: 'read', summary: '' };
const account: Notification = { field: 'account_update', kind: 'event', type: 'PARTNER_ADDED', summary: '' };

describe('parseOnly', () => {
  it('reads fields, with or without a type', () => {
    expect(parseOnly('messages/text, statuses,account_update/PARTNER_ADDED')).toEqual([
      { field: 'messages', type: 'text' },
      { field: 'statuses' },
      { field: 'account_update', type: 'PARTNER_ADDED' },
    ]);
    expect(parseOnly('messages/interactive/button_reply')).toEqual([
      { field: 'messages', type: 'interactive/button_reply' },
    ]);
  });

  it.each(['', ',', 'messages,', '/text', 'messages/', 'a b'])('refuses %j', (spec) => {
    expect(parseOnly(spec)).toBeUndefined();
  });
});

describe('isWanted', () => {
  it.each([
    ['messages', [text], true],
    ['messages', [read], true],
    ['messages/text', [text], true],
    ['messages/text', [read], false],
    ['messages/text', [read, text], true],
    ['messages/interactive', [reply], true],
    ['messages/inter', [reply], false],
    ['messages/interactive/button_reply', [reply], true],
    ['statuses', [read], true],
    ['statuses', [text], false],
    ['statuses/delivered,statuses/read', [read], true],
    ['account_update', [text], false],
    ['messages,account_update/PARTNER_ADDED', [account], true],
    ['messages', [], false],
  ])('%s: %#', (spec, notifications, wanted) => {
    expect(isWanted(notifications, parseOnly(spec) ?? [])).toBe(wanted);
  });

  it('wants everything where nothing is named', () => {
    expect(isWanted([], [])).toBe(true);
  });
});
