import { describe, expect, it } from 'vitest';
import { partHeaders } from '../../src/webhook/added-headers.ts';

describe('partHeaders', () => {
  it("keeps Meta's headers, all of them, as they are", () => {
    const headers = {
      host: 'bot.example',
      accept: '*/*',
      'accept-encoding': 'deflate, gzip',
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature': 'sha1=00',
      'x-hub-signature-256': 'sha256=00',
      'facebook-api-version': 'v24.0',
      'x-something-new-of-meta': '1',
    };
    expect(partHeaders(headers)).toEqual({ own: headers });
  });

  it.each([
    'x-forwarded-for',
    'x-forwarded-proto',
    'forwarded',
    'via',
    'x-real-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'cf-ray',
    'cdn-loop',
    'ngrok-trace-id',
    'x-amzn-mtls-clientcert-subject',
    'ssl-client-verify',
    'x-original-host',
    'x-client-ip',
  ])('takes %s for what was added on the way', (name) => {
    expect(partHeaders({ accept: '*/*', [name]: 'x' })).toEqual({ own: { accept: '*/*' }, added: { [name]: 'x' } });
  });
});
