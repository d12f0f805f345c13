import type { Family } from '../families.ts';
import { type AddressList, allPrefixes, type Format, lines } from './format.ts';

/** The text, or why this format cannot hold this list and what to do. */
export type WrittenList =
  | { readonly ok: true; readonly text: string; readonly note?: string }
  | { readonly ok: false; readonly reason: string; readonly hint: string };

const familyNames: Readonly<Record<Family, string>> = { 4: 'IPv4', 6: 'IPv6' };

/** Writes the list in one format, with a comment above it where the format has comments, or says why it would be refused. */
export function writeList(
  name: string,
  format: Format,
  list: AddressList,
  { wantsComment }: { readonly wantsComment: boolean },
): WrittenList {
  if (format.isForOneFamily && list.ipv4.length > 0 && list.ipv6.length > 0) {
    return refusal(`${name} holds one family.`, 'Choose it with --family 4 or --family 6, one file each.');
  }

  const taken = takeFamily(list, format.family);
  if (allPrefixes(taken).length === 0) {
    const family = format.family === undefined ? '' : `${familyNames[format.family]} `;
    return refusal(`There is no ${family}prefix to write as ${name}.`, 'See the list with --format plain.');
  }

  const limit = format.findLimit?.(taken);
  if (limit !== undefined) {
    const hint = 'Leave --no-aggregate out, or write another format.';
    return refusal(`${name} cannot hold this list: ${limit}.`, hint);
  }

  const comment = wantsComment && format.comment !== undefined ? commentText(format.comment, format, taken) : '';
  const leftOut = list.ipv4.length + list.ipv6.length - allPrefixes(taken).length;
  return {
    ok: true,
    text: comment + format.write(taken),
    ...(leftOut > 0 && format.family !== undefined && { note: leftOutNote(name, format.family, leftOut) }),
  };
}

function takeFamily(list: AddressList, family: Family | undefined): AddressList {
  if (family === undefined) return list;
  return family === 4 ? { ...list, ipv6: [] } : { ...list, ipv4: [] };
}

/** The same list has the same comment: it holds the day since when the list is this one, and no time of writing. */
function commentText(mark: string, { use = [] }: Format, { asns, source, since, ipv4, ipv6 }: AddressList): string {
  const names = asns.map((asn) => `AS${asn}`).join(', ');
  const told = [
    `Meta's addresses (${names}): ${ipv4.length} IPv4, ${ipv6.length} IPv6, from ${source}, the same since ${since.slice(0, 10)}.`,
    'A filter in front of the signature check, not instead of it: all of Meta is on it, its crawlers too.',
    ...use,
  ];
  // The name of a source may be a path with anything in it: a line break would end the comment.
  return lines(told.map((text) => `${mark} ${text.replace(/[^\x20-\x7e]/g, '?')}`));
}

function leftOutNote(name: string, family: Family, leftOut: number): string {
  const other = family === 4 ? 'IPv6' : 'IPv4';
  const twin = name === 'iptables' ? 'ip6tables' : 'iptables';
  return `${name} takes ${familyNames[family]} alone: ${leftOut} ${other} prefixes are left out, for --format ${twin}`;
}

function refusal(reason: string, hint: string): WrittenList {
  return { ok: false, reason, hint };
}
