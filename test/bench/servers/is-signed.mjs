import { createHmac, timingSafeEqual } from 'node:crypto';

export function isSigned(rawBody, headers) {
  const digest = createHmac('sha256', process.env.WA_WEBHOOK_APP_SECRET).update(rawBody).digest();
  const claimed = Buffer.from(headers['x-hub-signature-256']?.slice('sha256='.length) ?? '', 'hex');
  return claimed.length === digest.length && timingSafeEqual(claimed, digest);
}
