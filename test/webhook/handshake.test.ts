import { describe, expect, it } from 'vitest';
import { answerHandshake, handshakeQuery } from '../../src/webhook/handshake.ts';

const TOKEN = 'blue & grün+1';

describe('answerHandshake', () => {
  it('gives the challenge back when mode and token match', () => {
    const query = new URLSearchParams(handshakeQuery('1158201444', TOKEN));
    expect(answerHandshake(query, TOKEN)).toEqual({ ok: true, challenge: '1158201444' });
  });

  it.each([
    ['', 'hub.mode is missing'],
    ['hub.mode=subscribe&hub.verify_token=t', 'hub.challenge is missing'],
    ['hub.mode=subscribe&hub.challenge=1', 'hub.verify_token is missing'],
    ['hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=t', 'hub.challenge is there 2 times'],
    ['hub.mode=subscribe&hub.challenge=1&hub.verify_token=t&hub.verify_token=t', 'hub.verify_token is there 2 times'],
    ['hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=t', 'hub.mode is not "subscribe"'],
    ['hub.mode=subscribe&hub.challenge=&hub.verify_token=t', 'hub.challenge is empty'],
    [
      'hub.mode=subscribe&hub.challenge=1&hub.verify_token=T',
      'hub.verify_token is not the verify token of this endpoint',
    ],
    ['hub_mode=subscribe&hub_challenge=1&hub_verify_token=t', 'hub.mode is missing'],
  ])('refuses %j and says why', (query, reason) => {
    expect(answerHandshake(new URLSearchParams(query), 't')).toEqual({ ok: false, reason });
  });
});

describe('handshakeQuery', () => {
  it("is in Meta's order and encoded", () => {
    expect(handshakeQuery('42', 'a b')).toBe('hub.mode=subscribe&hub.challenge=42&hub.verify_token=a%20b');
  });
});
