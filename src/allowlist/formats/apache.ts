import { allPrefixes, type Format, lines } from './format.ts';

/** https://httpd.apache.org/docs/2.4/mod/mod_authz_host.html */
export const apache: Format = {
  comment: '#',
  use: [
    'Include it in the <Location> of the webhook; it needs mod_authz_core and mod_authz_host.',
    'Behind a proxy, mod_remoteip must come first.',
  ],
  write: (list) =>
    lines(['<RequireAny>', ...allPrefixes(list).map((prefix) => `  Require ip ${prefix}`), '</RequireAny>']),
};
