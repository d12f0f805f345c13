import { describe, expect, it } from 'vitest';
import { judgeEnvironment } from '../../src/doctor/environment.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { judgeFolder, judgeList } from '../../src/doctor/folder.ts';
import { type GivenSecrets, judgeSecrets } from '../../src/doctor/secrets.ts';
import { judgeClock, judgeNode, judgeTerminal } from '../../src/doctor/surroundings.ts';

const SECRET = '5f3b0c77a1e94d2c8b6a0e1d2f3c4b5a';
const ACCESS_TOKEN = `EAA${'x1Y'.repeat(40)}`;

function statesOf(findings: readonly Finding[], id: string): readonly string[] {
  return findings.filter((finding) => finding.id === id).map(({ state, told }) => `${state}: ${told}`);
}

describe('a secret', () => {
  const file = (text: string, mode: number) => ({ text, file: { path: 's.txt', mode } });

  it.each<[string, GivenSecrets, string, RegExp[]]>([
    ['no app secret', {}, 'app-secret', [/^note: None is given/]],
    ['a right one', { appSecret: { text: SECRET } }, 'app-secret', [/^ok: 32 hex/]],
    ['white space', { appSecret: { text: `${SECRET}\n` } }, 'app-secret', [/^ok/, /^note: White space/]],
    ['a newline in its file', { appSecret: file(`${SECRET}\n`, 0o600) }, 'app-secret', [/^ok/]],
    ['an open file', { appSecret: file(SECRET, 0o644) }, 'app-secret', [/^ok/, /^note: s\.txt can be read/]],
    ['capitals', { appSecret: { text: SECRET.toUpperCase() } }, 'app-secret', [/^problem: Its letters/]],
    ['an access token', { appSecret: { text: ACCESS_TOKEN } }, 'app-secret', [/^problem: .*access token/]],
    ['another length', { appSecret: { text: 'abc' } }, 'app-secret', [/^note: It has 3 characters/]],
    ['nothing', { appSecret: { text: ' \n' } }, 'app-secret', [/^problem: It is empty/]],
    ['the verify token', { appSecret: { text: 'tok' }, verifyToken: { text: 'tok' } }, 'app-secret', [/^problem/]],
    ['no verify token', {}, 'verify-token', [/^ok/]],
    ['a short verify token', { verifyToken: { text: 'abc' } }, 'verify-token', [/^note: It has 3/]],
    ['a secret as verify token', { verifyToken: { text: SECRET } }, 'verify-token', [/^problem: .*app secret/]],
    ['a token as verify token', { verifyToken: { text: ACCESS_TOKEN } }, 'verify-token', [/^problem: .*access token/]],
    ['no access token', {}, 'access-token', [/^ok/]],
    ['an access token', { accessToken: { text: ACCESS_TOKEN } }, 'access-token', [/^ok: 123 characters/]],
    ['an open token file', { accessToken: file(ACCESS_TOKEN, 0o640) }, 'access-token', [/^ok/, /^note: s\.txt/]],
    ['a secret as access token', { accessToken: { text: SECRET } }, 'access-token', [/^problem: .*app secret/]],
    ['two lines', { accessToken: { text: 'EAAab cd' } }, 'access-token', [/^problem: There is white space/]],
    ['another beginning', { accessToken: { text: 'abc' } }, 'access-token', [/^note: It does not begin/]],
  ])('is judged by its shape: %s', (_, secrets, id, expected) => {
    const findings = judgeSecrets(secrets);
    const states = statesOf(findings, id);
    expect(states).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(states[index]).toMatch(pattern);
    for (const { state, remedy } of findings) if (state === 'problem') expect(remedy).toMatch(/\.$/);
    expect(JSON.stringify(findings)).not.toMatch(/5f3b0c|EAAx1Y|5F3B0C/);
  });
});

describe('Node, clock and terminal', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.18.3', 'problem'],
    ['18.20.0', 'problem'],
    ['22.1.0', 'ok'],
    ['23.0.0', 'note'],
  ])('Node %s is %s', (version, state) => {
    expect(judgeNode(version).state).toBe(state);
  });

  const nowMs = Date.parse('2026-11-22T12:00:00Z');
  const other = (seconds: number) => ({ ms: nowMs + seconds * 1_000, of: 'graph.facebook.com' });
  it.each([
    [{ nowMs, newestWriteMs: undefined }, 'ok', 'nothing speaks against it'],
    [{ nowMs: 0, newestWriteMs: undefined }, 'problem', '1970-01-01'],
    [{ nowMs, newestWriteMs: nowMs + 3_600_000 }, 'note', 'from the future'],
    [{ nowMs, newestWriteMs: nowMs + 2_000 }, 'ok', ''],
    [{ nowMs, newestWriteMs: undefined, other: other(2) }, 'ok', 'agrees with graph.facebook.com'],
    [{ nowMs, newestWriteMs: undefined, other: other(-60) }, 'note', '60 s ahead of'],
    [{ nowMs, newestWriteMs: undefined, other: other(900) }, 'problem', '900 s behind'],
  ])('a clock with %j is %s', (facts, state, told) => {
    expect(judgeClock(facts)).toMatchObject({ state, told: expect.stringContaining(told) });
  });

  const terminal = { isTerminal: true, columns: 80, hasColor: true, env: { LANG: 'de_DE.UTF-8', TERM: 'xterm' } };
  it.each([
    [terminal, 'ok', '80 columns, colour, Unicode'],
    [{ ...terminal, isTerminal: false }, 'ok', 'none'],
    [{ ...terminal, columns: 30 }, 'note', '30 columns'],
    [{ ...terminal, env: { LANG: 'C' } }, 'note', 'no UTF-8'],
    [{ ...terminal, env: { LANG: 'C.UTF-8', TERM: 'dumb' } }, 'note', 'dumb'],
  ])('a terminal like %j is %s', (facts, state, told) => {
    expect(judgeTerminal(facts)).toMatchObject({ state, told: expect.stringContaining(told) });
  });
});

describe('the environment', () => {
  const known = ['WA_WEBHOOK_PORT', 'WA_WEBHOOK_APP_SECRET'];

  it('is told by names, never by values', () => {
    const env = {
      WA_WEBHOOK_PORT: '9',
      WA_WEBHOOK_APP_SECERT: 'hidden',
      HTTPS_PROXY: 'http://user:hidden@proxy',
      NODE_OPTIONS: '--require hidden',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_EXTRA_CA_CERTS: 'hidden',
      PATH: 'hidden',
    };
    const findings = judgeEnvironment(env, known);
    expect(findings.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'environment ok',
      'environment problem',
      'node-options problem',
      'node-options note',
      'node-options note',
      'proxy note',
    ]);
    expect(findings[1]?.remedy).toBe('Did you mean WA_WEBHOOK_APP_SECRET?');
    expect(JSON.stringify(findings)).not.toContain('hidden');
    expect(judgeEnvironment({}, known)).toEqual([]);
  });
});

describe('the state folder and the list', () => {
  const folder = { path: '.wa', state: 'writable', mode: 0o40700, sessions: 2, historyBytes: 3 * 1024 * 1024 } as const;
  it.each([
    [folder, ['ok: .wa is writable; history: 2 sessions, 3.0 MB']],
    [
      { ...folder, mode: 0o40755 },
      ['note: .wa can be read by others on this machine, with all that came.', expect.any(String)],
    ],
    [{ ...folder, historyBytes: 2 ** 31 }, ['note: .wa holds 2 sessions, 2048.0 MB.']],
    [{ ...folder, state: 'none' as const }, ['ok: .wa is made at the first start']],
    [{ ...folder, state: 'unwritable' as const, code: 'EACCES' }, ['problem: .wa cannot be written (EACCES).']],
  ])('%j gives %j', (facts, expected) => {
    expect(judgeFolder(facts).map(({ state, told }) => `${state}: ${told}`)).toEqual(expected);
  });

  it.each([
    [{ state: 'kept', ageDays: 3, prefixes: 40, isNeeded: true }, 'ok'],
    [{ state: 'kept', ageDays: 90, prefixes: 40, isNeeded: false }, 'note'],
    [{ state: 'none', isNeeded: false }, 'ok'],
    [{ state: 'none', isNeeded: true }, 'problem'],
    [{ state: 'damaged', reason: 'it is cut', isNeeded: false }, 'problem'],
  ] as const)('a list like %j is %s', (facts, state) => {
    expect(judgeList(facts).state).toBe(state);
  });
});
