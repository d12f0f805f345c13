import { allPrefixes, type Format, lines } from './format.ts';

/** A file for `acl … -f`, which holds both families. https://docs.haproxy.org/2.6/configuration.html#7.1 */
export const haproxy: Format = {
  comment: '#',
  use: ['acl from_meta src -f THIS-FILE', 'http-request deny deny_status 403 if { path_beg /webhook } !from_meta'],
  write: (list) => lines(allPrefixes(list)),
};
