import type { AddressChecked, AddressesCounted } from '../events.ts';
import { count, grouped, said, type TextLine } from './text-line.ts';

/** One address, one line: the address, where it is, by which prefix and whose. */
export function addressCheckedText({ address, isInside, by, isForeign }: AddressChecked): readonly TextLine[] {
  if (!isInside || by === undefined) return [{ ...said(`${address} outside`, 'bad'), lead: 'none' }];

  const whose = by.maintainers.join(' and ');
  const owner = whose === '' ? '' : ` of ${whose}`;
  const warning = isForeign === true ? ', not maintained by Meta' : '';
  const tone = isForeign === true ? 'warn' : 'good';
  return [{ ...said(`${address} inside ${by.prefix}${owner}${warning}`, tone), lead: 'none' }];
}

export function addressesCountedText(event: AddressesCounted): readonly TextLine[] {
  const { source, inside, outside, unreadable, outsiders } = event;
  const unread = unreadable > 0 ? `, ${count(unreadable, 'line')} without an address first` : '';
  const most = outsiders.map(({ address, times }) => `${address} (${grouped(times)})`).join(', ');
  return [
    { ...said(`${source}: ${grouped(inside)} inside, ${grouped(outside)} outside${unread}`), lead: 'none' },
    ...(most === '' ? [] : [{ ...said(`outside most often: ${most}`), lead: 'none' as const }]),
  ];
}
