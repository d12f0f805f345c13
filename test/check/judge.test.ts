import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/check/case.ts';
import { cases } from '../../src/check/cases/index.ts';
import type { CauseId } from '../../src/check/causes.ts';
import { diagnose, type Finding, judgeCase } from '../../src/check/judge.ts';
import type { DeliveryResult } from '../../src/delivery/deliver.ts';

const LIMITS = { budgetMs: 1_000, timeoutMs: 20_000 };

function answered(
  status: number,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): DeliveryResult {
  return { kind: 'answered', status, tookMs: 5, exactMs: 5, answer: { headers, body: Buffer.from(body) } };
}

function found(id: string, result: DeliveryResult, sizeBytes = 10): Finding {
  const check = cases.find((each) => each.id === id);
  if (check === undefined) throw new Error(`There is no ${id}.`);
  const exchange: Exchange = {
    probe: { what: id, method: 'POST', headers: [], rawBody: Buffer.alloc(sizeBytes) },
    result,
  };
  const outcome = { exchanges: [exchange], sent: [] };
  return { check, outcome, tookMs: 5, fault: judgeCase(check, outcome, LIMITS) };
}

/** What is told of the last one, beside the others. */
function told(...findings: readonly Finding[]) {
  const last = findings.at(-1);
  if (last?.fault?.kind !== 'fault') throw new Error('It did not fail.');
  return diagnose({ ...last, fault: last.fault }, new Map(findings.map((finding) => [finding.check.id, finding])));
}

describe('the cause of a failure, from several cases together', () => {
  const taken = (id: string) => found(id, answered(200));
  const refused = (id: string) => found(id, answered(401));
  it.each<[string, CauseId, Finding[]]>([
    ['escapes refused, ASCII taken', 're-serialised', [taken('signature/ascii'), refused('signature/escapes')]],
    [
      'a shape refused where escapes are',
      're-serialised',
      [taken('signature/ascii'), refused('signature/slashes'), refused('shapes/messages')],
    ],
    [
      'only raw UTF-8 refused',
      're-escaped',
      [taken('signature/ascii'), taken('signature/escapes'), refused('signature/raw-utf8')],
    ],
    ['everything refused', 'other-secret', [refused('signature/ascii'), refused('signature/escapes')]],
    [
      'everything refused but the verify token',
      'token-as-secret',
      [taken('signature/verify-token'), refused('signature/ascii')],
    ],
    ['a wrong sha1 decides', 'sha1-read', [taken('signature/ascii'), refused('signature/sha1-wrong')]],
    ['no charset allowed', 'header-unreadable', [taken('signature/ascii'), refused('signature/charset')]],
    ['any signature taken', 'not-checked', [taken('signature/wrong'), taken('signature/short')]],
    ['none taken for a right one', 'missing-let-through', [refused('signature/wrong'), taken('signature/missing')]],
    ['an error at a wrong one', 'signature-crash', [found('signature/short', answered(500))]],
    [
      'an error at everything',
      'always-fails',
      [found('signature/ascii', answered(500)), found('shapes/calls', answered(500))],
    ],
    ['an error at one shape', 'shape-crash', [taken('signature/ascii'), found('shapes/calls', answered(500))]],
    ['a CSRF page', 'forbidden', [found('shapes/calls', answered(403, { body: 'CSRF token missing' }))]],
    [
      'no handshake at all',
      'handshake-refused',
      [found('handshake/echo', answered(403)), found('handshake/encoded', answered(403))],
    ],
    ['a strict model', 'refused-shape', [taken('signature/ascii'), found('shapes/calls', answered(422))]],
  ])('%s', (_, cause, findings) => {
    expect(told(...findings).cause).toBe(cause);
  });

  it('names both what happened and what its sibling did', () => {
    expect(told(taken('signature/ascii'), refused('signature/escapes')).happened).toMatch(
      /^answered 401; 200 on plain ASCII/,
    );
  });

  it('names the limit of a body, and whose it is', () => {
    const refusal = answered(413, { headers: { 'x-powered-by': 'Express' }, body: 'PayloadTooLargeError' });
    const { cause, happened, change } = told(
      found('size/64kb', answered(200), 65_536),
      found('size/128kb', refusal, 131_072),
    );
    expect(cause).toBe('body-limit');
    expect(happened).toContain('the limit is above 65536 and below 131072 bytes');
    expect(happened).toContain("express.json({ limit: '3mb' })");
    expect(change).toContain('In Express: ');
  });

  it.each([
    ['Express', { 'x-powered-by': 'Express' }],
    ['Next.js', { 'x-powered-by': 'Next.js' }],
    ['Flask', { server: 'Werkzeug/3.1 Python/3.13' }],
    ['FastAPI', { server: 'uvicorn' }],
    ['Laravel', { 'x-powered-by': 'PHP/8.4' }],
  ])('speaks %s where the answer shows it', (framework, headers) => {
    expect(told(found('signature/missing', answered(200, { headers }))).change).toContain(`In ${framework}: `);
  });
});
