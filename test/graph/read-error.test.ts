import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readError, waitOf } from '../../src/graph/read-error.ts';
import { retryWaitMs } from '../../src/graph/retry.ts';

function told(error: object, status = 400, headers = {}) {
  return readError({ status, headers, json: { error }, nowMs: 0 });
}

describe('readError', () => {
  it.each([
    [{ code: 190, error_subcode: 463 }, 'token', 'The access token has expired (code 190/463).'],
    [{ code: 190, error_subcode: 460 }, 'token', 'The access token is no longer good: its user changed the password'],
    [{ code: 190, message: 'x' }, 'token', 'The access token is invalid (code 190). Meta says: "x"'],
    [{ code: 190, message: 'Session has expired on' }, 'token', 'The access token has expired (code 190).'],
    [{ code: 200 }, 'permission', 'The access token lacks a permission for it (code 200).'],
    [{ code: 10 }, 'permission', 'The access token lacks a permission for it (code 10).'],
    [{ code: 299 }, 'permission', 'The access token lacks a permission'],
    [{ code: 100, message: 'appsecret_proof missing' }, 'permission', 'The app takes no calls without appsecret_proof'],
    [{ code: 100 }, 'bad-request', 'A part of the request is not as it should be (code 100).'],
    [{ code: 100, error_subcode: 33 }, 'unknown-object', 'There is nothing with this id'],
    [{ code: 2200, message: 'HTTP Status Code = 404' }, 'verification', 'Meta says: "HTTP Status Code = 404"'],
    [{ code: 80_007 }, 'rate-limit', 'The rate limit is reached (code 80007).'],
    [{ code: 4 }, 'rate-limit', 'The rate limit is reached (code 4).'],
    [{ code: 130_429 }, 'rate-limit', 'The rate limit is reached (code 130429).'],
    [{ code: 2 }, 'meta-trouble', 'Something went wrong at Meta (code 2).'],
    [{ code: 2500 }, 'bad-request', 'The path or the version of the Graph API is unknown (code 2500).'],
    [{ code: 987_654 }, 'bad-request', 'The Graph API refused the request (code 987654).'],
    [{}, 'bad-request', 'The Graph API refused the request (HTTP 400).'],
  ])('%j', (error, kind, sentence) => {
    const read = told(error);
    expect(read.kind).toBe(kind);
    expect(read.sentence).toContain(sentence);
    expect(read.hint).toMatch(/\S/);
  });

  it('takes an unknown code behind a 5xx for trouble of Meta, which passes', () => {
    expect(told({ code: 987_654 }, 503)).toMatchObject({ kind: 'meta-trouble', isPassing: true });
    expect(told({ code: 987_654, is_transient: true })).toMatchObject({ kind: 'bad-request', isPassing: true });
    expect(told({ code: 190 })).toMatchObject({ isPassing: false });
  });

  it('adds what Meta wrote for users, once', () => {
    expect(told({ code: 100, message: 'Bad', error_user_msg: 'Say it otherwise' }).said).toBe('Bad Say it otherwise');
    expect(told({ code: 100, message: 'Bad, really', error_user_msg: 'Bad' }).said).toBe('Bad, really');
  });
});

describe('waitOf', () => {
  const usage = (...minutes: unknown[]) => {
    const rows = minutes.map((each) => ({ type: 'whatsapp', estimated_time_to_regain_access: each }));
    return { 'x-business-use-case-usage': JSON.stringify({ '1': rows }) };
  };

  it.each<[IncomingHttpHeaders, number | undefined]>([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'soon' }, undefined],
    [usage(0), undefined],
    [usage(3, 12, '5'), 720_000],
    [usage('x'), undefined],
    [{ 'x-business-use-case-usage': 'no JSON' }, undefined],
    [{ 'x-business-use-case-usage': '[null, 3]' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, ms) => {
    expect(waitOf(headers, 0)).toBe(ms);
  });
});

describe('retryWaitMs', () => {
  const patience = { tries: 3, firstWaitMs: 1_000, longestWaitMs: 10_000 };
  const passing = told({ code: 2 });
  const wait = (error: object, tries: number) => retryWaitMs({ ...passing, ...error }, tries, patience, () => 0.5);

  it('doubles, and ends', () => {
    expect([wait({}, 1), wait({}, 2), wait({}, 3)]).toEqual([1_000, 2_000, undefined]);
  });

  it('follows the hint of Meta, unless nobody would wait so long', () => {
    expect(wait({ waitMs: 9_000 }, 1)).toBe(9_000);
    expect(wait({ waitMs: 10 }, 1)).toBe(1_000);
    expect(wait({ waitMs: 11_000 }, 1)).toBeUndefined();
  });

  it('does not ask again what stays refused', () => {
    expect(wait({ isPassing: false }, 1)).toBeUndefined();
  });
});
