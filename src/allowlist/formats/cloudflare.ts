import { familyOf, lengthOf } from '../families.ts';
import { allPrefixes, type Format, jsonText } from './format.ts';

/** The lengths that an item of an IP list may have. https://developers.cloudflare.com/waf/tools/lists/custom-lists/ */
const LENGTHS = { 4: { min: 8, max: 32 }, 6: { min: 12, max: 64 } } as const;

/** The body for `PUT /accounts/…/rules/lists/…/items`, which replaces all items of an IP list. */
export const cloudflare: Format = {
  findLimit: (list) => {
    const unfit = allPrefixes(list).find((prefix) => {
      const { min, max } = LENGTHS[familyOf(prefix)];
      return lengthOf(prefix) < min || lengthOf(prefix) > max;
    });
    return unfit === undefined
      ? undefined
      : `an IP list takes IPv4 /8 to /32 and IPv6 /12 to /64, and here is ${unfit}`;
  },
  write: (list) => jsonText(allPrefixes(list).map((ip) => ({ ip, comment: 'Meta webhooks' }))),
};
