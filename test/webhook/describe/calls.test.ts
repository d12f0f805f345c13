import { describe, expect, it } from 'vitest';
import { ADA, linesOf, told } from './telling.ts';

describe('a call', () => {
  it.each<[string, object]>([
    [
      'call from Ada Test: connect, SDP offer',
      { event: 'connect', direction: 'USER_INITIATED', from: '15550100300', session: { sdp_type: 'offer' } },
    ],
    [
      'call to Ada Test: connect, SDP answer',
      { event: 'connect', direction: 'BUSINESS_INITIATED', to: '15550100300', session: { sdp_type: 'answer' } },
    ],
    ['call to Ada Test: created over SIP, no session yet', { event: 'call_created', from: '9', to_user_id: 'US.1' }],
    [
      'call from Ada Test: ended, completed, after 62 s',
      { event: 'terminate', status: 'COMPLETED', duration: 62, from: '15550100300' },
    ],
    ['call from Ada Test: recording available', { event: 'call_recording_available', from: '15550100300' }],
    ['call from Ada Test: transcript available', { event: 'call_transcription_available', from: '15550100300' }],
    ['call from Ada Test: unknown event hologram', { event: 'hologram', from: '15550100300' }],
    ['call from an unnamed user: no event named', {}],
  ])('%s', (line, call) => {
    const value = { metadata: { display_phone_number: '9' }, contacts: [ADA], calls: [call] };
    expect(linesOf('calls', value)).toEqual([line]);
  });

  it('has statuses of its own', () => {
    const value = {
      contacts: [ADA],
      statuses: [{ id: 'wacid.1', type: 'call', status: 'RINGING', recipient_id: '15550100300' }],
    };
    expect(told('calls', value)).toEqual([
      {
        kind: 'call',
        type: 'RINGING',
        summary: 'call to Ada Test: ringing',
        messageId: 'wacid.1',
        from: '15550100300',
      },
    ]);
  });
});
