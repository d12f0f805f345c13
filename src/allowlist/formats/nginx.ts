import { allPrefixes, type Format, lines } from './format.ts';

/** The first line that matches wins, so that `deny all` is the last. https://nginx.org/en/docs/http/ngx_http_access_module.html */
export const nginx: Format = {
  comment: '#',
  use: [
    'Include it in the location of the webhook. Behind a proxy, set_real_ip_from and real_ip_header must come first:',
    'without them nginx compares the address of the proxy.',
  ],
  write: (list) => lines([...allPrefixes(list).map((prefix) => `allow ${prefix};`), 'deny all;']),
};
