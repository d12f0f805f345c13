import { allPrefixes, type Format, jsonText, moreThan } from './format.ts';

/** Entries that one call takes; the list itself may hold 1,000. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateManagedPrefixList.html */
const MAX_ENTRIES = 100;

/** For `aws ec2 create-managed-prefix-list --cli-input-json file://…`. */
export const awsPrefixList: Format = {
  isForOneFamily: true,
  findLimit: (list) => moreThan(MAX_ENTRIES, list, `a prefix list is created with ${MAX_ENTRIES} entries at most`),
  write: (list) => {
    const family = list.ipv4.length > 0 ? 'IPv4' : 'IPv6';
    const prefixes = allPrefixes(list);
    return jsonText({
      PrefixListName: `meta-webhooks-${family.toLowerCase()}`,
      AddressFamily: family,
      MaxEntries: roomFor(prefixes.length),
      Entries: prefixes.map((Cidr) => ({ Cidr, Description: 'Meta webhooks' })),
    });
  },
};

/** A security group is charged for `MaxEntries` and not for the entries, so: room to grow by half, in steps of ten. */
function roomFor(entries: number): number {
  return Math.ceil((entries * 1.5) / 10) * 10;
}
