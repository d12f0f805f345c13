import { describe, expect, it } from 'vitest';
import { told, WAMID } from './telling.ts';

describe('a status', () => {
  const one = (status: object, contacts: object[] = []) => told('messages', { contacts, statuses: [status] })[0];

  it.each<[string, object]>([
    ['sent to 15550100300 (wamid.…RkU2Qw)', { id: WAMID, status: 'sent', recipient_id: '15550100300' }],
    ['delivered to 15550100300 (wamid.…RkU2Qw)', { id: WAMID, status: 'delivered', recipient_id: '15550100300' }],
    ['read by 15550100300 (wamid.1)', { id: 'wamid.1', status: 'read', recipient_id: '15550100300' }],
    ['played by US.9 (wamid.1)', { id: 'wamid.1', status: 'played', recipient_user_id: 'US.9' }],
    ['deleted for an unnamed user', { status: 'deleted' }],
    ['unknown status "in_orbit" for 1', { status: 'in_orbit', recipient_id: '1' }],
    ['status without a name for 1', { recipient_id: '1' }],
    ['failed to 1: no reason given', { status: 'failed', recipient_id: '1' }],
    [
      "failed to 1: 131047 Re-engagement message: more than 24 hours since the user's last message, send a template instead",
      { status: 'failed', recipient_id: '1', errors: [{ code: 131047, title: 'Re-engagement message' }] },
    ],
    [
      'failed to 1: 131049 Meta chose not to deliver: this user gets enough marketing for now, wait a day or more, do not try at once (and 1 more error)',
      { status: 'failed', recipient_id: '1', errors: [{ code: '131049' }, {}] },
    ],
    [
      'failed to 1: 131009 Parameter value is not valid: Parameter to is odd',
      {
        status: 'failed',
        recipient_id: '1',
        errors: [
          { code: 131009, title: 'Parameter value is not valid', error_data: { details: 'Parameter to is odd' } },
        ],
      },
    ],
    ['failed to 1: 999 Odd', { status: 'failed', recipient_id: '1', errors: [{ code: 999, title: 'Odd' }] }],
    ['failed to 1: without code or title', { status: 'failed', recipient_id: '1', errors: [{}] }],
    [
      'delivered to 15550100301 in group G1 (wamid.1)',
      {
        id: 'wamid.1',
        status: 'delivered',
        recipient_id: 'G1',
        recipient_type: 'group',
        recipient_participant_id: '15550100301',
      },
    ],
    ['sent to group G1 (wamid.1)', { id: 'wamid.1', status: 'sent', recipient_id: 'G1', recipient_type: 'group' }],
    [
      'payment captured from 1: 21.00 INR, reference r-1',
      {
        type: 'payment',
        status: 'captured',
        recipient_id: '1',
        payment: { reference_id: 'r-1', amount: { value: 2100, offset: 100 }, currency: 'INR' },
      },
    ],
  ])('%s', (line, status) => {
    expect(one(status)?.summary).toBe(line);
  });

  it('names message, user and group member for the search for duplicates', () => {
    expect(
      one({
        id: 'wamid.1',
        status: 'read',
        recipient_id: 'G1',
        recipient_type: 'group',
        participant_recipient_id: '2',
      }),
    ).toMatchObject({ kind: 'status', type: 'read', messageId: 'wamid.1', from: '2', participantId: '2' });
  });

  it('calls a user by name when the phone is withheld', () => {
    const contact = { profile: { name: 'Ada', username: 'ada' }, user_id: 'US.1' };
    expect(one({ status: 'read', recipient_user_id: 'US.1' }, [contact])?.summary).toBe(
      'read by Ada (@ada, phone withheld)',
    );
  });
});
