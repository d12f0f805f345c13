import { expect, describe as group, it } from 'vitest';
import { checkSignature, describe, encode, fixtures, freshen, inspect, parse, sign } from '../../src/index.ts';

const SECRET = 'a-secret';

group('sign and checkSignature', () => {
  it('sign bytes, and a string as its UTF-8', () => {
    // openssl dgst -sha256 -hmac a-secret
    expect(sign('{"a":"ü"}', SECRET)).toBe('sha256=f03193db85c9b0338bf60922b4f2ca4d95d882f84370ac2a549b5a87c2dd7051');
    expect(sign(Buffer.from('{"a":"ü"}'), SECRET)).toBe(sign('{"a":"ü"}', SECRET));
  });

  it('agree with each other, and tell the cause where they do not', () => {
    const rawBody = encode(fixtures.read('text'));
    expect(checkSignature(rawBody, sign(rawBody, SECRET), SECRET)).toEqual({ ok: true });

    const rewritten = JSON.stringify(JSON.parse(Buffer.from(rawBody).toString('utf8')));
    expect(checkSignature(rewritten, sign(rawBody, SECRET), SECRET)).toEqual({
      ok: false,
      reason: 'mismatch',
      cause: expect.stringContaining('parsed and written again'),
    });
    for (const nothing of [undefined, null]) {
      expect(checkSignature(rawBody, nothing, SECRET)).toMatchObject({ ok: false, reason: 'missing' });
    }
    expect(checkSignature(rawBody, 'sha1=00', SECRET)).toMatchObject({ ok: false, reason: 'malformed' });
  });
});

group('encode, parse, describe and inspect', () => {
  it('write as Meta does, and read that again', () => {
    const payload = { text: 'Grüße 👋 a/b' };
    expect(Buffer.from(encode(payload)).toString('latin1')).toBe('{"text":"Gr\\u00fc\\u00dfe \\ud83d\\udc4b a\\/b"}');
    expect(parse(encode(payload))).toEqual({ ok: true, payload });
    expect(parse('{"text":')).toEqual({ ok: false, reason: expect.stringMatching(/\.$/) });
    expect(parse(new Uint8Array())).toEqual({ ok: false, reason: 'The body is empty.' });
  });

  it('tell what a payload says, and what is odd about it', () => {
    const text = fixtures.read('text');
    expect(describe(text)).toMatchObject([{ field: 'messages', kind: 'message', type: 'text' }]);
    expect(inspect(text)).toEqual([]);
    expect(describe(null)).toMatchObject([{ kind: 'unknown' }]);
    expect(inspect({ ...text, object: 'page' })).toMatchObject([{ kind: 'envelope', pointer: '/object' }]);
  });
});

group('fixtures', () => {
  it('are listed and read by name, each with the frame that all webhooks have', () => {
    const names = fixtures.list();
    expect(names.length).toBeGreaterThan(300);
    expect(names).toContain('messages/text');
    expect(names.filter((name) => name.startsWith('scenarios/'))).toEqual([]);
    for (const name of names) {
      const { object, entry } = fixtures.read(name);
      expect({ name, object }).toEqual({ name, object: 'whatsapp_business_account' });
      for (const { id, changes } of entry) {
        expect({ name, id }).toEqual({ name, id: expect.any(String) });
        for (const change of changes) expect(change).toEqual({ field: expect.any(String), value: expect.any(Object) });
      }
    }
  });

  it('take a pattern and a bare name, and name the nearest', () => {
    const statuses = fixtures.list('statuses/*');
    expect(statuses).toContain('statuses/read');
    expect(statuses.filter((name) => !name.startsWith('statuses/'))).toEqual([]);
    expect(fixtures.read('text')).toEqual(fixtures.read('messages/text'));
    expect(fixtures.read('text')).not.toBe(fixtures.read('text'));
    expect(() => fixtures.read('txt')).toThrow(
      'There is no fixture named "txt". Did you mean "text"? See fixtures.list().',
    );
    expect(() => fixtures.list('nothing/*')).toThrow('No fixture fits "nothing/*"');
  });
});

group('freshen', () => {
  const idsOf = (payload: unknown) => describe(payload).map(({ messageId }) => messageId);

  it('gives new ids and moves the newest moment to now', () => {
    const now = new Date('2031-05-04T03:02:01.500Z');
    const text = fixtures.read('text');
    const fresh = freshen(text, { now });
    expect(idsOf(fresh)).not.toEqual(idsOf(text));
    expect(idsOf(fresh)).not.toEqual(idsOf(freshen(text, { now })));
    expect(JSON.stringify(fresh)).toContain(`"timestamp":"${Math.floor(now.getTime() / 1_000)}"`);
    expect(text).toEqual(fixtures.read('text'));
  });

  it('keeps together what is given together', () => {
    const story = freshen(['sent', 'delivered', 'read'].map(fixtures.read));
    const ids = story.flatMap(idsOf);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(new Set(['sent', 'delivered', 'read'].map(fixtures.read).flatMap(idsOf)).size);
  });
});
