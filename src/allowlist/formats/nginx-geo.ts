import { allPrefixes, type Format, lines } from './format.ts';

/** One look-up however long the list is. https://nginx.org/en/docs/http/ngx_http_geo_module.html */
export const nginxGeo: Format = {
  comment: '#',
  use: [
    'Include it at the http level; in the location of the webhook: if ($from_meta = 0) { return 403; }',
    'Behind a proxy, set_real_ip_from and real_ip_header must come first.',
  ],
  write: (list) =>
    lines(['geo $from_meta {', '    default 0;', ...allPrefixes(list).map((prefix) => `    ${prefix} 1;`), '}']),
};
