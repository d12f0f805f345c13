import { describe, expect, it } from 'vitest';
import { ofOtherUser, replaceTexts } from '../../src/webhook/replace-texts.ts';
import { everyFixture } from '../support/every-fixture.ts';

describe('replaceTexts', () => {
  it('replaces whole values, wherever they stand, and no parts of others', () => {
    const replaced = replaceTexts({ a: ['x', 'xx', { x: 'x' }], n: 1 }, new Map([['x', 'y']]));
    expect(replaced).toEqual({ a: ['y', 'xx', { x: 'y' }], n: 1 });
  });
});

describe('ofOtherUser', () => {
  const body = (name: string) => everyFixture.find((fixture) => fixture.name === name)?.body;

  it('names another user in all places, and the same business', () => {
    const text = JSON.stringify(ofOtherUser(body('statuses/delivered'), 41));
    expect(text.match(/15550100341/g)).toHaveLength(2);
    expect(text.match(/US\.10000000000000000042/g)).toHaveLength(2);
    expect(text).not.toContain('15550100300');
    expect(text).toContain('"display_phone_number":"15550100200"');
  });

  it('leaves an echo with the business as its sender', () => {
    const text = JSON.stringify(ofOtherUser(body('smb_message_echoes/echo'), 1));
    expect(text).toContain('"from":"15550100200"');
    expect(text).toContain('"to":"15550100301"');
  });

  it('takes any JSON', () => {
    for (const value of [null, 1, 'x', [], { entry: [null, { changes: 1 }] }])
      expect(ofOtherUser(value, 1)).toEqual(value);
  });
});
