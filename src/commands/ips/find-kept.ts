import { relative, resolve } from 'node:path';
import { CliError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { type KeptList, type KeptRead, keptListPath, readKeptList, readKeptListAt } from '../../store/kept-list.ts';
import { chooseRegistrations, prefixesOf } from './arrange-list.ts';
import { asnsOf, type ListFlags } from './flags.ts';

/** The kept list, or the one that was in force at a time, without what the flags leave out. Throws `list-missing`. */
export async function findKept(flags: ListFlags, io: Io, at?: Date): Promise<KeptList> {
  const folder = resolve(io.cwd, flags.stateDir);
  const asns = asnsOf(flags);
  const found = at === undefined ? readKeptList(folder, asns) : readKeptListAt(folder, asns, at);
  return requireKept(await found, flags, io, at);
}

/** The list that was read, without what the flags leave out. Throws `list-missing`. */
export async function requireKept(kept: KeptRead, flags: ListFlags, io: Io, at?: Date): Promise<KeptList> {
  const asns = asnsOf(flags);
  const path = keptListPath(resolve(io.cwd, flags.stateDir), asns);
  if (kept.state === 'kept') return withoutLeftOut(kept.list, flags);
  if (kept.state === 'damaged') {
    const hint = 'The next `wa-webhook ips refresh` mends it.';
    throw new CliError('list-missing', `The kept list (${relative(io.cwd, path)}) cannot be used: ${kept.reason}.`, {
      hint,
    });
  }

  const whose = asns.map((asn) => `AS${asn}`).join(' and ');
  if (at === undefined) throw new CliError('list-missing', `No list of ${whose} is kept here.`);
  throw new CliError('list-missing', `No list of ${whose} is kept that was in force at ${at.toISOString()}.`, {
    hint: 'The last ten different lists are kept. Leave the date out for the newest.',
  });
}

/** What nothing is left out of is collapsed already: the arithmetic takes longer to load than the list to print. */
async function withoutLeftOut(list: KeptList, flags: ListFlags): Promise<KeptList> {
  const { chosen, leftOut } = chooseRegistrations(list, flags);
  if (leftOut.length === 0) return list;
  const { collapse } = await import('../../allowlist/prefixes.ts');
  return { ...list, prefixes: chosen, collapsed: collapse(prefixesOf(chosen)) };
}
