import { allPrefixes, type Format, lines } from './format.ts';

/** lighttpd compares with one prefix a condition, so that the list is a chain of them. https://redmine.lighttpd.net/projects/lighttpd/wiki/Docs_Configuration */
export const lighttpd: Format = {
  comment: '#',
  use: ['Include it; it needs mod_access. Behind a proxy, mod_extforward must come first.'],
  write: (list) =>
    lines([
      '$HTTP["url"] =~ "^/webhook" {',
      ...allPrefixes(list).map((prefix, n) => `    ${n === 0 ? '' : 'else '}$HTTP["remoteip"] == "${prefix}" { }`),
      '    else { url.access-deny = ( "" ) }',
      '}',
    ]),
};
