import { allPrefixes, type Format, lines } from './format.ts';

/** `remote_ip`, which every Caddy 2 knows. https://caddyserver.com/docs/caddyfile/matchers#remote-ip */
export const caddy: Format = {
  comment: '#',
  use: [
    'Import it into the site of the webhook. Behind a proxy, with Caddy 2.7 or newer and trusted_proxies,',
    'write client_ip instead of remote_ip.',
  ],
  write: (list) =>
    lines([
      '@not_meta {',
      '\tpath /webhook*',
      `\tnot remote_ip ${allPrefixes(list).join(' ')}`,
      '}',
      'respond @not_meta 403',
    ]),
};
