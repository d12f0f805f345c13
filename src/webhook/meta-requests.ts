/** What Meta sends beside the query of a handshake (seen January 2026): name, value, name, value. No signature, no body. */
export const HANDSHAKE_HEADERS: readonly string[] = [
  'User-Agent',
  'facebookplatform/1.0 (+http://developers.facebook.com)',
  'Accept',
  '*/*',
  'Accept-Encoding',
  'deflate, gzip',
];

/** What Meta sends with a webhook beside the signatures. `Host` and `Content-Length` are the connection's business. */
export const WEBHOOK_HEADERS: readonly string[] = [
  'User-Agent',
  'facebookexternalua',
  'Accept',
  '*/*',
  'Accept-Encoding',
  'deflate, gzip',
  'Content-Type',
  'application/json',
];
