import { describe, expect, it } from 'vitest';
import { findSender } from '../../src/receiver/sender.ts';

const DIRECT = { isTunnel: false, peer: '203.0.113.7' };
const TUNNEL = { isTunnel: true, peer: '127.0.0.1' };
const PROXY = { isTunnel: false, peer: '::ffff:127.0.0.1' };
const FORGED = { 'x-forwarded-for': '31.13.24.5', 'cf-connecting-ip': '31.13.24.5' };

describe('findSender', () => {
  it('takes the other end of a direct connection, whatever its headers say', () => {
    const rule = { header: 'x-forwarded-for', isProxied: false };
    expect(findSender(DIRECT, FORGED, rule)).toEqual({ address: '203.0.113.7', via: 'connection' });
    expect(findSender({ ...DIRECT, peer: '::ffff:203.0.113.7' }, FORGED, rule)?.address).toBe('203.0.113.7');
    expect(findSender({ ...DIRECT, peer: undefined }, FORGED, rule)).toBeUndefined();
  });

  it('knows nobody behind a tunnel that does not tell, whatever the headers say', () => {
    expect(findSender(TUNNEL, FORGED, { isProxied: false })).toBeUndefined();
    expect(findSender(TUNNEL, FORGED, { header: 'x-real-ip', isProxied: false })).toBeUndefined();
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['31.13.24.5, 203.0.113.9', '203.0.113.9'],
    ['31.13.24.5,203.0.113.9:4711', '203.0.113.9'],
    ['"[2001:DB8::1]:4711"', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, unknown', undefined],
    ['203.0.113.9, ', undefined],
    ['999.1.1.1', undefined],
    ['\u001b[31m203.0.113.9', undefined],
  ])('reads %j as %s: the last one was seen by the nearest proxy itself', (text, address) => {
    const sender = findSender(TUNNEL, { 'x-forwarded-for': text }, { header: 'x-forwarded-for', isProxied: false });
    expect(sender?.address).toBe(address);
  });

  it("believes the user's own proxy next door, and nobody further away", () => {
    const rule = { header: 'x-real-ip', isProxied: true };
    const headers = { 'x-real-ip': '203.0.113.9' };
    for (const peer of ['127.0.0.1', '::1', '10.1.2.3', '172.31.0.1', '192.168.1.2', 'fd00::1', 'fe80::1']) {
      expect(findSender({ isTunnel: false, peer }, headers, rule)).toEqual({
        address: '203.0.113.9',
        via: 'x-real-ip',
      });
    }
    for (const peer of ['172.32.0.1', '11.0.0.1', '2001:db8::2']) {
      expect(findSender({ isTunnel: false, peer }, headers, rule)).toEqual({ address: peer, via: 'connection' });
    }
    expect(findSender(PROXY, headers, { isProxied: true })).toBeUndefined();
  });

  it('says whether it is in the list, where there is one', () => {
    const isMeta = (address: string) => address.startsWith('31.13.');
    const rule = { header: 'cf-connecting-ip', isProxied: false, isMeta };
    expect(findSender(TUNNEL, FORGED, rule)).toEqual({ address: '31.13.24.5', via: 'cf-connecting-ip', isMeta: true });
    expect(findSender(DIRECT, {}, rule)).toEqual({ address: '203.0.113.7', via: 'connection', isMeta: false });
  });
});
