import type { Coverage, ListChange } from '../events.ts';
import { familyOf } from './families.ts';
import { findForeign } from './maintainers.ts';
import { countAddresses, lostCoverage, sortPrefixes } from './prefixes.ts';
import type { Registration } from './rpsl.ts';

/** A list that can be compared. */
export interface ListSide {
  readonly registrations: readonly Registration[];
  /** False for a source that names no maintainers: nothing in it can be told to be foreign. */
  readonly knowsMaintainers: boolean;
}

/** What changed from the one list to the other, by addresses first: most new lines lie inside space that was covered before. */
export function compareLists(before: ListSide, after: ListSide): ListChange {
  const [old, now] = [prefixesOf(before.registrations), prefixesOf(after.registrations)];
  const [oldOwn, nowOwn] = [ownPrefixes(before), ownPrefixes(after)];

  return {
    gained: coverage(lostCoverage(nowOwn, old)),
    lost: coverage(lostCoverage(oldOwn, now)),
    foreign: {
      gained: coverage(lostCoverage(lostCoverage(now, old), nowOwn)),
      lost: coverage(lostCoverage(lostCoverage(old, now), oldOwn)),
    },
    lines: { added: without(now, old), removed: without(old, now) },
  };
}

export function hasChanged({ gained, lost, foreign }: ListChange): boolean {
  return [gained, lost, foreign.gained, foreign.lost].some(({ prefixes }) => prefixes.length > 0);
}

function ownPrefixes({ registrations, knowsMaintainers }: ListSide): string[] {
  const foreign = new Set(knowsMaintainers ? findForeign(registrations) : []);
  return prefixesOf(registrations.filter((registration) => !foreign.has(registration)));
}

function coverage(prefixes: readonly string[]): Coverage {
  const counted = (family: 4 | 6) => String(countAddresses(prefixes.filter((prefix) => familyOf(prefix) === family)));
  return { prefixes, ipv4Addresses: counted(4), ipv6Addresses: counted(6) };
}

function without(prefixes: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return sortPrefixes(prefixes.filter((prefix) => !known.has(prefix)));
}

function prefixesOf(registrations: readonly Registration[]): string[] {
  return registrations.map(({ prefix }) => prefix);
}
