import { allPrefixes, type Format, lines } from './format.ts';

/** A middleware of Traefik 3. https://doc.traefik.io/traefik/middlewares/http/ipallowlist/ */
export const traefik: Format = {
  comment: '#',
  use: ['Behind a proxy, add ipStrategy.depth. Traefik 2 calls it ipWhiteList.'],
  write: (list) =>
    lines([
      'http:',
      '  middlewares:',
      '    meta-only:',
      '      ipAllowList:',
      '        sourceRange:',
      ...allPrefixes(list).map((prefix) => `          - "${prefix}"`),
    ]),
};
