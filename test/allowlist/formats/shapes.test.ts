import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type Family, splitFamilies } from '../../../src/allowlist/families.ts';
import { type FormatName, formats } from '../../../src/allowlist/formats/index.ts';
import { writeList } from '../../../src/allowlist/formats/write-list.ts';
import { collapse, sortPrefixes } from '../../../src/allowlist/prefixes.ts';
import { hasRealLists, NEEDS_REAL_LISTS, realPrefixes } from '../../support/real-lists.ts';
import { writtenPrefixes } from '../../support/written-prefixes.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });

const ipv4 = { type: 'string', pattern: '^\\d+(\\.\\d+){3}/\\d+$' };
const ipv6 = { type: 'string', pattern: '^[\\da-f]*:[\\da-f:]+/\\d+$' };
const either = { type: 'string', pattern: '^[\\da-f.:]+/\\d+$' };

/** An object with these parts and no others. */
function shape(properties: Record<string, object>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

function some(items: object, limits: object = {}): object {
  return { type: 'array', items, minItems: 1, ...limits };
}

function always(value: unknown): object {
  return { const: value };
}

const description = { type: 'string', pattern: '^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$' };

/** What the services document that they take. */
const published: Partial<Record<FormatName, object>> = {
  json: shape({
    asn: { type: 'integer' },
    source: { type: 'string' },
    generated_at: { type: 'string' },
    ipv4: { type: 'array', items: ipv4 },
    ipv6: { type: 'array', items: ipv6 },
  }),
  // AuthorizeSecurityGroupIngress, EC2 API 2016-11-15
  'aws-sg': shape({
    IpPermissions: some(
      shape(
        {
          IpProtocol: { enum: ['tcp', 'udp', 'icmp', 'icmpv6'] },
          FromPort: { type: 'integer' },
          ToPort: { type: 'integer' },
          IpRanges: some(shape({ CidrIp: ipv4, Description: description }), { maxItems: 60 }),
          Ipv6Ranges: some(shape({ CidrIpv6: ipv6, Description: description }), { maxItems: 60 }),
        },
        ['IpRanges', 'Ipv6Ranges'],
      ),
    ),
  }),
  // CreateManagedPrefixList, EC2 API 2016-11-15
  'aws-prefix-list': shape({
    PrefixListName: { type: 'string', maxLength: 255 },
    AddressFamily: { enum: ['IPv4', 'IPv6'] },
    MaxEntries: { type: 'integer', minimum: 1, maximum: 1_000 },
    Entries: some(shape({ Cidr: either, Description: description }), { maxItems: 100 }),
  }),
  // CreateIPSet, WAFV2 API 2019-07-29
  'aws-waf': shape({
    Name: { type: 'string', pattern: '^[\\w\\-]{1,128}$' },
    Scope: { enum: ['CLOUDFRONT', 'REGIONAL'] },
    IPAddressVersion: { enum: ['IPV4', 'IPV6'] },
    Addresses: some(either, { maxItems: 10_000 }),
  }),
  // Items of a list, Cloudflare API v4
  cloudflare: some(shape({ ip: either, comment: { type: 'string', maxLength: 500 } })),
  // securityRules of Microsoft.Network/networkSecurityGroups
  'azure-nsg': some(
    shape({
      name: { type: 'string', pattern: '^[A-Za-z0-9][\\w.-]{0,78}\\w$' },
      properties: shape({
        priority: { type: 'integer', minimum: 100, maximum: 4_096 },
        direction: { enum: ['Inbound', 'Outbound'] },
        access: { enum: ['Allow', 'Deny'] },
        protocol: { enum: ['*', 'Ah', 'Esp', 'Icmp', 'Tcp', 'Udp'] },
        sourcePortRange: { type: 'string' },
        destinationPortRange: { type: 'string' },
        destinationAddressPrefix: { type: 'string' },
        sourceAddressPrefixes: { oneOf: [some(ipv4), some(ipv6)] },
      }),
    }),
  ),
  // NetworkPolicy, networking.k8s.io/v1
  'k8s-networkpolicy': shape({
    apiVersion: always('networking.k8s.io/v1'),
    kind: always('NetworkPolicy'),
    metadata: shape({ name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' } }),
    spec: shape({
      podSelector: shape({ matchLabels: shape({ app: { type: 'string' } }) }),
      policyTypes: always(['Ingress']),
      ingress: some(shape({ from: some(shape({ ipBlock: shape({ cidr: either }) })) })),
    }),
  }),
  // ingress-nginx, user guide, annotations
  'ingress-nginx': shape({
    metadata: shape({
      annotations: shape({
        'nginx.ingress.kubernetes.io/whitelist-source-range': {
          type: 'string',
          maxLength: 262_144,
          pattern: '^[\\da-f.:]+/\\d+(,[\\da-f.:]+/\\d+)*$',
        },
      }),
    }),
  }),
  // IPAllowList, Traefik 3 dynamic configuration
  traefik: shape({
    http: shape({
      middlewares: shape({ 'meta-only': shape({ ipAllowList: shape({ sourceRange: some(either) }) }) }),
    }),
  }),
  // envoy.extensions.filters.http.rbac.v3.RBAC
  envoy: shape({
    name: always('envoy.filters.http.rbac'),
    typed_config: shape({
      '@type': always('type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC'),
      rules: shape({
        action: { enum: ['ALLOW', 'DENY', 'LOG'] },
        policies: shape({
          'meta-webhooks': shape({
            permissions: always([{ any: true }]),
            principals: some(
              shape({
                or_ids: shape({
                  ids: some(
                    shape({
                      direct_remote_ip: shape({
                        address_prefix: { type: 'string', pattern: '^[\\da-f.:]+$' },
                        prefix_len: { type: 'integer', minimum: 0, maximum: 128 },
                      }),
                    }),
                  ),
                }),
              }),
            ),
          }),
        }),
      }),
    }),
  }),
};

const YAML = ['k8s-networkpolicy', 'ingress-nginx', 'traefik', 'envoy'];

/** The list as a user gets it: the families apart where the service wants them so. */
async function written(
  name: FormatName,
  prefixes: readonly string[],
  family: Family | undefined,
  isAggregated: boolean,
) {
  const shown = splitFamilies(isAggregated ? collapse(prefixes) : sortPrefixes(prefixes), family);
  const facts = { asns: [32_934], source: 'whois.example:43', since: '2026-02-18T00:00:00.000Z', registrations: [] };
  return { ...writeList(name, await formats[name](), { ...facts, ...shown }, { wantsComment: true }), shown };
}

describe.skipIf(!hasRealLists)(`the newest real list in published shapes${NEEDS_REAL_LISTS}`, () => {
  const prefixes = hasRealLists ? realPrefixes('radb-2026-02-18.prefixes.txt') : [];
  const cases = Object.entries(published).flatMap(([name, schema]) =>
    (['aws-prefix-list', 'aws-waf'].includes(name) ? ([4, 6] as const) : [undefined]).flatMap((family) =>
      [true, false].map((isAggregated) => ({ name: name as FormatName, schema, family, isAggregated })),
    ),
  );

  it.each(cases)('$name (family $family, collapsed: $isAggregated)', async ({ name, schema, family, isAggregated }) => {
    const list = await written(name, prefixes, family, isAggregated);
    if (!list.ok) {
      // Only the long form is ever too long, and then it says so.
      expect({ name, isAggregated }).toEqual({
        name: expect.stringMatching(/^aws-(?:sg|prefix-list)$/),
        isAggregated: false,
      });
      expect(list.reason).toContain('cannot hold this list: ');
      return;
    }
    const value: unknown = YAML.includes(name) ? parseYaml(list.text) : JSON.parse(list.text);
    const validate = ajv.compile(schema);
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    expect(writtenPrefixes(list.text)).toEqual([...list.shown.ipv4, ...list.shown.ipv6]);
  });
});
