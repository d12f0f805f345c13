import { describe, expect, it } from 'vitest';
import { headersToForward, pathToForward } from '../../src/delivery/forward-headers.ts';

const none = { extra: [], mark: 'me' };

describe('headersToForward', () => {
  it.each([
    'connection',
    'content-length',
    'expect',
    'host',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'x-forwarded-for',
    'cf-ray',
  ])('leaves %s behind', (name) => {
    expect(headersToForward({ [name]: 'x', accept: '*/*' }, none)).toEqual(['accept', '*/*', 'x-wa-webhook-via', 'me']);
  });

  it('leaves behind what Connection names, in any case', () => {
    const headers = { connection: 'close, X-Hop ,x-other', 'x-hop': '1', 'x-other': '2', 'x-third': '3' };
    expect(headersToForward(headers, none)).toEqual(['x-third', '3', 'x-wa-webhook-via', 'me']);
  });

  it('puts the extra ones in the place of those that came', () => {
    const extra = [['Authorization', 'Bearer 1']] as const;
    expect(headersToForward({ authorization: 'theirs' }, { ...none, extra })).toEqual([
      'x-wa-webhook-via',
      'me',
      'Authorization',
      'Bearer 1',
    ]);
  });

  it('adds its mark to those of others', () => {
    expect(headersToForward({ 'x-wa-webhook-via': 'a, b' }, none)).toEqual(['x-wa-webhook-via', 'a, b, me']);
  });
});

it.each([
  ['http://app/hook', '', '/hook'],
  ['http://app/hook?tenant=7', '', '/hook?tenant=7'],
  ['http://app/hook', 'a=1', '/hook?a=1'],
  ['http://app/hook?tenant=7', 'a=1', '/hook?tenant=7&a=1'],
])('%s with "%s" is %s', (to, query, path) => {
  expect(pathToForward(new URL(to), query)).toBe(path);
});
