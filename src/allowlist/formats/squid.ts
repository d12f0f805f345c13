import { allPrefixes, type Format, lines } from './format.ts';

/** https://www.squid-cache.org/Doc/config/acl/ */
export const squid: Format = {
  comment: '#',
  use: ['Include it before your http_access lines, then: http_access deny !meta'],
  write: (list) => lines(allPrefixes(list).map((prefix) => `acl meta src ${prefix}`)),
};
