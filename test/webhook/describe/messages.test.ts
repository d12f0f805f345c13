import { describe, expect, it } from 'vitest';
import { ADA, FROM_ADA, linesOf, told, WAMID } from './telling.ts';

describe('a message', () => {
  it.each<[object, string]>([
    [{ type: 'text', text: { body: 'Hallo, wann öffnet ihr?' } }, 'text from Ada Test: "Hallo, wann öffnet ihr?"'],
    [{ type: 'text', text: { body: 'eins\r\n\nzwei' } }, 'text from Ada Test: "eins zwei"'],
    [{ type: 'text' }, 'text from Ada Test: no text'],
    [{ type: 'image', image: { caption: 'Schau mal', mime_type: 'image/jpeg' } }, 'image from Ada Test: "Schau mal"'],
    [{ type: 'video', video: { mime_type: 'video/mp4' } }, 'video from Ada Test: video/mp4'],
    [
      { type: 'audio', audio: { mime_type: 'audio/ogg; codecs=opus', voice: true } },
      'audio from Ada Test: voice message',
    ],
    [{ type: 'audio', audio: { mime_type: 'audio/mpeg', voice: false } }, 'audio from Ada Test: audio/mpeg'],
    [{ type: 'document', document: { filename: 'a.pdf', caption: 'Da' } }, 'document from Ada Test: a.pdf, "Da"'],
    [{ type: 'sticker', sticker: { animated: true } }, 'sticker from Ada Test: animated'],
    [{ type: 'sticker', sticker: {} }, 'sticker from Ada Test'],
    [{ type: 'location', location: { latitude: 0, longitude: -1.5 } }, 'location from Ada Test: 0, -1.5'],
    [
      { type: 'location', location: { latitude: 1, longitude: 2, name: 'Café', address: 'Weg 1' } },
      'location from Ada Test: Café, Weg 1 (1, 2)',
    ],
    [
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Bob' }, phones: [{ phone: '+1 555' }] }, {}, {}] },
      'contacts from Ada Test: Bob +1 555 and 2 more',
    ],
    [{ type: 'contacts', contacts: [] }, 'contacts from Ada Test: no contact in it'],
    [
      { type: 'button', button: { payload: 'STOP', text: 'Abmelden' } },
      'button from Ada Test: "Abmelden" (payload "STOP")',
    ],
    [{ type: 'button', button: { payload: 'Stop', text: 'Stop' } }, 'button from Ada Test: "Stop"'],
    [{ type: 'reaction', reaction: { message_id: WAMID, emoji: '👍' } }, 'reaction from Ada Test: 👍 on wamid.…RkU2Qw'],
    [{ type: 'reaction', reaction: { message_id: 'wamid.1' } }, 'reaction from Ada Test: removed on wamid.1'],
    [
      { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } },
      'reaction from Ada Test: removed on wamid.1',
    ],
    [
      { type: 'order', order: { product_items: [{ quantity: 2, item_price: 7.99, currency: 'EUR' }] } },
      'order from Ada Test: 1 product, 15.98 EUR',
    ],
    [
      {
        type: 'order',
        order: { product_items: [{ quantity: 2, item_price: 'much', currency: 'EUR' }, { currency: 'USD' }] },
      },
      'order from Ada Test: 2 products',
    ],
    [
      { type: 'edit', edit: { original_message_id: WAMID, message: { type: 'text', text: { body: 'b' } } } },
      'edit from Ada Test: wamid.…RkU2Qw now reads "b"',
    ],
    [{ type: 'edit', edit: {} }, 'edit from Ada Test: a message now reads otherwise'],
    [{ type: 'revoke', revoke: { original_message_id: 'wamid.1' } }, 'revoke from Ada Test: deleted wamid.1'],
    [
      {
        type: 'unsupported',
        unsupported: { type: 'poll_creation' },
        errors: [{ code: 131051, title: 'Message type unknown' }],
      },
      'unsupported from Ada Test: type poll_creation, 131051 Message type unknown: the API does not carry this type, ask for it in another form',
    ],
    [
      { type: 'unknown', errors: [{ code: 501, title: 'Odd', details: 'Very odd' }] },
      'unknown from Ada Test: 501 Odd: Very odd',
    ],
    [
      { type: 'unsupported', errors: [{ code: 131060, title: 'Currently unavailable.' }] },
      'unsupported from Ada Test: 131060 Currently unavailable: the first contact cannot be shown, read it in the WhatsApp Business app, or ask the user again',
    ],
    [{ type: 'request_welcome' }, 'request_welcome from Ada Test: opened the chat for the first time'],
    [{ type: 'ephemeral' }, 'ephemeral from Ada Test: a disappearing message'],
    [{ type: 'media_placeholder' }, 'media_placeholder from Ada Test: the media follows in a webhook of its own'],
    [{ type: 'hologram', hologram: {} }, 'unknown message type "hologram" from Ada Test'],
    [{ type: 'constructor' }, 'unknown message type "constructor" from Ada Test'],
    [{}, 'message without a type from Ada Test'],
  ])('%j', (message, line) => {
    expect(lineOfMessage(message)).toBe(line);
  });

  it.each<[object, string]>([
    [{ context: { from: '1', id: 'wamid.1' } }, ', in reply to wamid.1'],
    [{ context: { forwarded: true } }, ', forwarded'],
    [{ context: { frequently_forwarded: true } }, ', forwarded many times'],
    [{ context: { id: 'wamid.1', referred_product: { product_retailer_id: 'SKU-1' } } }, ', about product SKU-1'],
    [{ group_id: 'G1' }, ' in group G1'],
    [{ referral: { source_type: 'ad', headline: 'Sale' } }, ', led here by the ad "Sale"'],
    [{ referral: { source_type: 'post', source_id: '7' } }, ', led here by the post "7"'],
  ])('tells what led to it: %j', (circumstance, words) => {
    expect(lineOfMessage({ type: 'text', text: { body: 'a' }, ...circumstance })).toBe(
      `text from Ada Test${words}: "a"`,
    );
  });

  it.each<[object, string]>([
    [{ type: 'button_reply', button_reply: { id: 'y', title: 'Ja' } }, 'button reply from Ada Test: "Ja" (id y)'],
    [{ button_reply: { id: 1, title: 'Ja' } }, 'button reply from Ada Test: "Ja" (id 1)'],
    [{ type: 'list_reply', list_reply: { id: 'l', title: 'Um 9' } }, 'list reply from Ada Test: "Um 9" (id l)'],
    [
      {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', response_json: '{"flow_token":"t","a":"1","b":2,"c":{},"d":0,"e":0}' },
      },
      'flow reply from Ada Test: a "1", b "2", c …, and 2 more',
    ],
    [
      { type: 'nfm_reply', nfm_reply: { response_json: '{"flow_token":"t"}' } },
      'flow reply from Ada Test: no answers in it',
    ],
    [
      { type: 'nfm_reply', nfm_reply: { response_json: '{"a' } },
      'flow reply from Ada Test: response_json is no JSON object: "{"a"',
    ],
    [
      {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', expiration_timestamp: 1753186982 },
      },
      'call permission reply from Ada Test: accept until 2025-07-22',
    ],
    [
      {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', is_permanent: true, response_source: 'automatic' },
      },
      'call permission reply from Ada Test: accept for good (automatic)',
    ],
    [{ type: 'product', product: {} }, 'interactive product from Ada Test'],
    [{ type: 'hologram', hologram: {} }, 'unknown interactive type "hologram" from Ada Test'],
    [{ type: 'cta_url', body: { text: 'See' } }, 'interactive cta_url from Ada Test: "See"'],
    [
      { type: 'nfm_reply', nfm_reply: { name: 'address_message', body: 'Ada\nWing A', response_json: '{}' } },
      'address reply from Ada Test: "Ada Wing A"',
    ],
    [{ type: 'button_reply' }, 'button reply from Ada Test: no answer in it'],
  ])('interactive %j', (interactive, line) => {
    expect(lineOfMessage({ type: 'interactive', interactive })).toBe(line);
  });

  it.each<[object, string]>([
    [{ type: 'user_changed_number', wa_id: '15550100301' }, 'system from 15550100300: number changed to 15550100301'],
    [{ type: 'customer_changed_number', new_wa_id: '2' }, 'system from 15550100300: number changed to 2'],
    [
      { type: 'user_changed_user_id', user_id: 'US.2' },
      'system from 15550100300: user id changed to US.2, phone withheld',
    ],
    [{ type: 'customer_identity_changed' }, 'system from 15550100300: identity changed, perhaps another phone'],
    [{ type: 'moon_landing', body: 'We landed' }, 'system from 15550100300: moon_landing, "We landed"'],
  ])('system %j', (system, line) => {
    expect(lineOfMessage({ type: 'system', system }, { contacts: undefined })).toBe(line);
  });

  it('has a type that says what it is', () => {
    const types = (...messages: object[]) => told('messages', { messages }).map(({ type }) => type);
    expect(
      types(
        { type: 'text' },
        { type: 'interactive', interactive: { type: 'button_reply', button_reply: { title: 'a' } } },
        { type: 'interactive' },
        { type: 'hologram' },
        {},
      ),
    ).toEqual(['text', 'interactive/button_reply', 'interactive', 'hologram', 'unknown']);
  });
});

function lineOfMessage(message: object, value: object = {}) {
  return linesOf('messages', { contacts: [ADA], messages: [{ ...FROM_ADA, ...message }], ...value })[0];
}
