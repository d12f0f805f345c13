import { allPrefixes, type Format, jsonText } from './format.ts';

/** Source addresses that the rules of one group may name. https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
const MAX_ADDRESSES = 4_000;

/** The `securityRules` of a network security group: one a family, as a rule does not mix them. */
export const azureNsg: Format = {
  findLimit: (list) => {
    const addresses = allPrefixes(list).length;
    return addresses > MAX_ADDRESSES
      ? `a security group names ${MAX_ADDRESSES} source addresses, and here are ${addresses}`
      : undefined;
  },
  write: ({ ipv4, ipv6 }) => jsonText([...rule('meta-webhooks-v4', 200, ipv4), ...rule('meta-webhooks-v6', 201, ipv6)]),
};

function rule(name: string, priority: number, sourceAddressPrefixes: readonly string[]): readonly unknown[] {
  if (sourceAddressPrefixes.length === 0) return [];
  const properties = {
    priority,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    sourcePortRange: '*',
    destinationPortRange: '443',
    destinationAddressPrefix: '*',
    sourceAddressPrefixes,
  };
  return [{ name, properties }];
}
