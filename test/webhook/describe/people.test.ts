import { describe, expect, it } from 'vitest';
import { ADA, linesOf, told } from './telling.ts';

describe('a user', () => {
  const line = (contact: object | undefined, ids: object) =>
    linesOf('messages', { ...(contact && { contacts: [contact] }), messages: [{ ...ids, type: 'sticker' }] })[0];

  it.each<[string, object | undefined, object]>([
    ['Ada Test', ADA, { from: '15550100300' }],
    ['Ada Test', ADA, { from_user_id: 'US.1' }],
    ['15550100309', ADA, { from: '15550100309' }],
    ['15550100300', undefined, { from: '15550100300', from_user_id: 'US.1' }],
    ['US.1', undefined, { from_user_id: 'US.1' }],
    ['an unnamed user', undefined, {}],
    ['an unnamed user', ADA, { from: '' }],
    [
      'Ada (@ada, phone withheld)',
      { profile: { name: 'Ada', username: '@ada' }, user_id: 'US.1' },
      { from_user_id: 'US.1' },
    ],
    ['@ada', { profile: { username: 'ada' }, user_id: 'US.1' }, { from_user_id: 'US.1' }],
    ['US.1', { profile: { name: ' ' }, user_id: 'US.1' }, { from_user_id: 'US.1' }],
  ])('is called %s', (name, contact, ids) => {
    expect(line(contact, ids)).toBe(`sticker from ${name}`);
  });

  it('is known by phone, else by user id', () => {
    const from = (ids: object) => told('messages', { messages: [{ ...ids, type: 'text' }] })[0]?.from;
    expect(from({ from: '1', from_user_id: 'US.1' })).toBe('1');
    expect(from({ from_user_id: 'US.1' })).toBe('US.1');
    expect(from({})).toBeUndefined();
  });
});
