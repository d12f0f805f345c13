import { familyOf } from '../families.ts';
import { isInside } from '../prefixes.ts';
import { type AddressList, allPrefixes, type Format, lines } from './format.ts';

/** For a spreadsheet. Several maintainers or registries of one prefix stand in one field, with spaces; no field needs quotes. */
export const csv: Format = {
  write: (list) => lines(['prefix,family,maintainer,source', ...allPrefixes(list).map((prefix) => row(prefix, list))]),
};

function row(prefix: string, { registrations }: AddressList): string {
  // A collapsed prefix was registered by nobody as such: whoever registered a part of it is named.
  const parts = registrations.filter((each) => each.prefix === prefix || isInside(each.prefix, prefix));
  const names = (of: 'maintainers' | 'sources') => [...new Set(parts.flatMap((part) => part[of]))].sort().join(' ');
  return [prefix, familyOf(prefix), names('maintainers'), names('sources')].join(',');
}
