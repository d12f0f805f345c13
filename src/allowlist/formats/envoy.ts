import { allPrefixes, type Format, lines } from './format.ts';

/** The RBAC filter of the v3 API. https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/rbac/v3/rbac.proto */
export const envoy: Format = {
  comment: '#',
  use: ['One of the http_filters, before the router. Behind a proxy, write remote_ip instead of direct_remote_ip.'],
  write: (list) =>
    lines([
      'name: envoy.filters.http.rbac',
      'typed_config:',
      '  "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
      '  rules:',
      '    action: ALLOW',
      '    policies:',
      '      meta-webhooks:',
      '        permissions:',
      '          - any: true',
      '        principals:',
      '          - or_ids:',
      '              ids:',
      ...allPrefixes(list).map(principal),
    ]),
};

function principal(prefix: string): string {
  const [address = '', length = ''] = prefix.split('/');
  return `                - direct_remote_ip: { address_prefix: "${address}", prefix_len: ${length} }`;
}
