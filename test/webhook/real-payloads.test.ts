import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notificationsOf, parseBody } from '../../src/webhook/payload.ts';

/** Payloads from other projects' public tests, kept outside this repository since they are not ours to hand on. */
const folder = new URL('../../../shared/data/payloads/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];

describe('real payloads', () => {
  if (files.length === 0) {
    it.skip('are not on this machine: put some into ../shared/data/payloads to read them here', () => {});
    return;
  }

  it.each(files)('%s is told in full words', (file) => {
    const summaries = summariesOf(file);
    expect(summaries.length).toBeGreaterThan(0);
    for (const summary of summaries) {
      expect(summary).toMatch(/^\S.*\S$/);
      expect(summary).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  const lines: readonly (readonly [string, string])[] = [
    ['Bindambc-whatsapp-business-java-api__audioMessage.json', 'audio from Mauricio Binda: voice message'],
    [
      'Bindambc-whatsapp-business-java-api__rejectedTemplate.json',
      'template schedule_confirmation4 (pt_BR): rejected, SCAM',
    ],
    ['LimaLb01-endpoint-flow__history.json', 'history phase 0, chunk 1, 55 %: 4 messages in 2 threads'],
    [
      'LimaLb01-endpoint-flow__message_template_quality_update.json',
      'template welcome_template (en-US): quality from GREEN to YELLOW',
    ],
    ['nyaruka-courier__nfm_reply.json', 'flow reply from Kerry Fisher: first_name "Bob", age "32"'],
    ['weni-ai-courier__invalidStatusWAC.json', 'unknown status "in_orbit" for 5678 (external_id)'],
    ['david-lev-pywa__message-order.json', 'order from Test Name: 3 products, 180.00 ILS'],
    ['david-lev-pywa__account_update-partner_added.json', 'partner added to account 980198427658004'],
    [
      'agno-agi-agno__test_whatsapp_router-test_non_whatsapp_object_ignored.json',
      'webhook of another product: object "instagram"',
    ],
    ['agno-agi-agno__test_whatsapp_router-test_empty_messages_no_crash.json', 'messages webhook with nothing in it'],
  ];
  it.each(lines.filter(([file]) => files.includes(file)))('%s reads: %s', (file, line) => {
    expect(summariesOf(file)).toEqual([line]);
  });
});

function summariesOf(file: string): readonly string[] {
  const parsed = parseBody(readFileSync(new URL(file, folder)));
  if (!parsed.ok) throw new Error(parsed.reason);
  return notificationsOf(parsed.value).map(({ summary }) => summary);
}
