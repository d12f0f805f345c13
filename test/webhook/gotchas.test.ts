import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/webhook/explain.ts';
import { bodyGotchasOf, gotchaIds } from '../../src/webhook/gotchas.ts';

/** Which fixture shows what. */
const SHOWN: Readonly<Record<string, string>> = {
  'no-phone': 'messages/username-only',
  'brazil-number': 'messages/text-brazil',
  'mexico-number': 'messages/text-mexico-one',
  'argentina-number': 'messages/text-argentina',
  'long-id': 'messages/text-long-id',
  'status-without-contacts': 'statuses/failed',
  'status-order': 'statuses/delivered',
  'read-without-delivered': 'statuses/read',
  'sent-before-answer': 'statuses/sent',
  'pricing-without-conversation': 'statuses/delivered',
  'group-status': 'statuses/group-read',
  'payment-status': 'statuses/payment-captured',
  'reaction-removed': 'messages/reaction-removed',
  'response-json': 'messages/flow-reply',
  'interactive-without-part': 'messages/interactive-broken',
  'template-quick-reply': 'messages/button',
  'media-url': 'messages/image',
  'media-without-url': 'messages/audio-without-url',
  'system-without-contacts': 'messages/system-number-changed',
  'user-id-changed': 'messages/system-number-changed',
  unsupported: 'messages/unsupported',
  'edit-or-revoke': 'messages/revoke',
  'group-message': 'messages/group-text',
  'ad-click': 'messages/referral',
  echo: 'smb_message_echoes/echo',
  standby: 'standby/standby',
  handover: 'messaging_handovers/control-taken',
  history: 'history/history',
  'errors-only': 'messages/errors',
  'template-id': 'message_template_status_update/approved',
  'portfolio-id': 'account_update/partner-removed',
  'no-metadata': 'account_update/violation',
  batch: 'messages/batch',
  'dashboard-test': 'messages/dashboard-test',
};

function gotchasOfFixture(name: string): string[] {
  const text = readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8');
  const { changes, gotchas } = explain(JSON.parse(text));
  return [...gotchas, ...changes.flatMap(({ parts }) => parts.flatMap((part) => part.gotchas))].map(({ id }) => id);
}

describe('the gotchas', () => {
  it('each have a fixture that shows it', () => {
    expect(Object.keys(SHOWN).sort()).toEqual([...gotchaIds].sort());
  });

  it.each(Object.entries(SHOWN))('tell of %s with %s', (id, fixture) => {
    expect(gotchasOfFixture(fixture)).toContain(id);
  });

  it.each([
    ['messages/text', []],
    ['statuses/failed', ['status-without-contacts']],
    ['statuses/read', ['status-order', 'read-without-delivered']],
    ['messages/reaction', []],
    ['messages/username-only', ['no-phone']],
    ['messages/errors', ['errors-only']],
    ['account_update/violation', ['no-metadata']],
  ])('tell of nothing else with %s', (fixture, ids) => {
    expect(gotchasOfFixture(fixture)).toEqual(ids);
  });

  it('are sentences that one can act on, each its own', () => {
    const names = [...new Set(Object.values(SHOWN))];
    const texts = names.flatMap((name) => {
      const body: unknown = JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
      const { changes, gotchas } = explain(body);
      return [...gotchas, ...changes.flatMap(({ parts }) => parts.flatMap((part) => part.gotchas))];
    });
    for (const { advice } of texts) expect(advice).toMatch(/^[A-Z`].*\.$/);
    expect(new Set(texts.map(({ advice }) => advice)).size).toBe(gotchaIds.length);
  });

  it.each([null, [], 'text', 7])('tell nothing of %j', (body) => {
    expect(bodyGotchasOf(body)).toEqual([]);
  });
});
