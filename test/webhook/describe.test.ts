import { describe, expect, it } from 'vitest';
import { describeChange } from '../../src/webhook/describe.ts';
import { linesOf, told } from './describe/telling.ts';

describe('a field', () => {
  it('may be missing: messages and statuses are told all the same', () => {
    expect([
      ...describeChange({ value: { messages: [{ type: 'sticker' }], statuses: [{ status: 'read' }] } }),
    ]).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ['messages', undefined, 'messages webhook with no value'],
    ['messages', null, 'messages webhook with an empty value as its value'],
    ['messages', [], 'messages webhook with an array as its value'],
    ['galaxy', 5, 'unknown field "galaxy" with a number as its value'],
  ])('%s with the value %j', (field, value, line) => {
    expect(linesOf(field, value)).toEqual([line]);
  });

  it.each<[string, object, string]>([
    ['account_update', { event: 'PARTNER_ADDED' }, 'PARTNER_ADDED'],
    ['account_review_update', { decision: 'APPROVED' }, 'APPROVED'],
    ['account_alerts', { alert_info: { alert_type: 'OBA_APPROVED' } }, 'OBA_APPROVED'],
    ['business_capability_update', {}, 'business_capability_update'],
    ['messaging_handovers', { type: 'control_passed' }, 'control_passed'],
    ['group_status_update', { groups: [{ type: 'group_suspend' }] }, 'group_suspend'],
    ['user_preferences', { user_preferences: [{ value: 'stop' }] }, 'stop'],
    ['galaxy_update', { event: 'STAR' }, 'STAR'],
    ['galaxy_update', {}, 'galaxy_update'],
  ])('%s %j has the type %s', (field, value, type) => {
    expect(told(field, value)[0]?.type).toBe(type);
  });
});
