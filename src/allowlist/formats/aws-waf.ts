import { allPrefixes, type Format, jsonText, moreThan } from './format.ts';

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateIPSet.html */
const MAX_ADDRESSES = 10_000;

/** For `aws wafv2 create-ip-set --cli-input-json file://…`. */
export const awsWaf: Format = {
  isForOneFamily: true,
  findLimit: (list) => {
    // The one length that AWS refuses. No list of ours has it; a format does not rely on that.
    const all = allPrefixes(list).find((prefix) => prefix.endsWith('/0'));
    if (all !== undefined) return `an IP set takes every length but /0, and here is ${all}`;
    return moreThan(MAX_ADDRESSES, list, `an IP set takes ${MAX_ADDRESSES} prefixes`);
  },
  write: (list) => {
    const family = list.ipv4.length > 0 ? 'IPv4' : 'IPv6';
    return jsonText({
      Name: `meta-webhooks-${family.toLowerCase()}`,
      Scope: 'REGIONAL',
      IPAddressVersion: family.toUpperCase(),
      Addresses: allPrefixes(list),
    });
  },
};
