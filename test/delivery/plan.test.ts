import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PlanOptions, planDeliveries, plannedEvents } from '../../src/delivery/plan.ts';
import { checkSignature } from '../../src/webhook/signature.ts';

const rawBody = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
const options: PlanOptions = {
  bodies: [{ what: 'a', rawBody }],
  signing: { kind: 'right', appSecret: 'wa-webhook-test-secret' },
  duplicates: 0,
  isConcurrent: false,
  retryForMs: 0,
  speed: 1,
  extraHeaders: [],
};

function headerOf(headers: readonly string[] | undefined, name: string): string | undefined {
  const index = headers?.indexOf(name) ?? -1;
  return index < 0 ? undefined : headers?.[index + 1];
}

describe('planDeliveries', () => {
  it("gives a delivery Meta's headers in order, with both signatures", () => {
    const [[delivery] = []] = planDeliveries(options).groups;
    expect(delivery?.headers.filter((_, index) => index % 2 === 0)).toEqual([
      'User-Agent',
      'Accept',
      'Accept-Encoding',
      'Content-Type',
      'X-Hub-Signature',
      'X-Hub-Signature-256',
    ]);
    expect(headerOf(delivery?.headers, 'User-Agent')).toBe('facebookexternalua');
    expect(headerOf(delivery?.headers, 'Accept-Encoding')).toBe('deflate, gzip');
    expect(headerOf(delivery?.headers, 'X-Hub-Signature')).toBe('sha1=084e8b6bc21940b1bafda93ffc37efd980d44d48');
    expect(headerOf(delivery?.headers, 'X-Hub-Signature-256')).toBe(
      'sha256=f2fec82060eda3d9395062f535d1cd5acc76a0ad67f39decea02569fb2de9f2e',
    );
  });

  it('signs wrong but well-formed, or not at all, on request', () => {
    const wrong = planDeliveries({ ...options, signing: { kind: 'wrong', appSecret: 's' } }).groups[0]?.[0];
    expect(checkSignature(rawBody, headerOf(wrong?.headers, 'X-Hub-Signature-256'), 's')).toEqual({
      ok: false,
      reason: 'mismatch',
    });

    const none = planDeliveries({ ...options, signing: { kind: 'none' } }).groups[0]?.[0];
    expect(none?.headers.join()).not.toContain('Signature');
  });

  it('puts duplicates one after the other, or into one instant', () => {
    const twice = {
      ...options,
      bodies: [
        { what: 'a', rawBody },
        { what: 'b', rawBody },
      ],
      duplicates: 2,
    };
    const names = (isConcurrent: boolean) =>
      planDeliveries({ ...twice, isConcurrent }).groups.map((group) => group.map(({ n, what }) => `${n}${what}`));
    expect(names(false)).toEqual([['1a'], ['2a'], ['3a'], ['4b'], ['5b'], ['6b']]);
    expect(names(true)).toEqual([
      ['1a', '2a', '3a'],
      ['4b', '5b', '6b'],
    ]);
  });
});

describe('the memory of a body', () => {
  it('is let go by the one delivery that has it, and by none of several', () => {
    const release = () => {};
    const of = (duplicates: number) =>
      planDeliveries({ ...options, duplicates, bodies: [{ what: 'a', rawBody, release }] }).groups.flat();
    expect(of(0).map((delivery) => delivery.release)).toEqual([release]);
    expect(of(1).map((delivery) => delivery.release)).toEqual([undefined, undefined]);
  });
});

describe('a captured webhook', () => {
  const capturedSignature = ['X-Hub-Signature-256', 'sha256=as-it-came'];
  const signatureOf = (signing: PlanOptions['signing'], signature: readonly string[] = capturedSignature) => {
    const bodies = [{ what: 'a', rawBody, capturedSignature: signature }];
    const [[delivery] = []] = planDeliveries({ ...options, bodies, signing }).groups;
    return delivery?.headers.slice(8);
  };

  it('keeps the signature that it came with, or that it came without, while nobody gives a secret', () => {
    expect(signatureOf({ kind: 'right', appSecret: 's', isTest: true })).toEqual(capturedSignature);
    expect(signatureOf({ kind: 'right', appSecret: 's', isTest: true }, [])).toEqual([]);
  });

  it('is signed anew with a given secret, wrong when that is wanted, and not at all when that is', () => {
    const anew = signatureOf({ kind: 'right', appSecret: 's' });
    expect(checkSignature(rawBody, headerOf(anew, 'X-Hub-Signature-256'), 's')).toEqual({ ok: true });
    expect(signatureOf({ kind: 'wrong', appSecret: 's', isTest: true })).not.toContain('sha256=as-it-came');
    expect(signatureOf({ kind: 'none' })).toEqual([]);
  });
});

describe('plannedEvents', () => {
  it('carries the SHA-256 of the body, the same on each try', () => {
    const events = plannedEvents(planDeliveries({ ...options, retryForMs: 1 }), new URL('http://a.example/w'));
    const sha256 = createHash('sha256').update(rawBody).digest('hex');
    expect(events.map((event) => event.sha256)).toEqual([sha256, sha256]);
  });

  it('tells each try, when it is due on both clocks', () => {
    const plan = planDeliveries({ ...options, retryForMs: 60_000, speed: 100 });
    expect(plannedEvents(plan, new URL('http://a.example/w'))).toMatchObject([
      { n: 1, try: 1, virtualMs: 0, realMs: 0, isRetry: false, sizeBytes: 49 },
      { n: 1, try: 2, virtualMs: 0, realMs: 0, isRetry: true },
      { n: 1, try: 3, virtualMs: 60_000, realMs: 600, isRetry: true },
    ]);
  });
});
