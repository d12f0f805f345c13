import { splitFamilies } from '../../allowlist/families.ts';
import { formats } from '../../allowlist/formats/index.ts';
import { writeList } from '../../allowlist/formats/write-list.ts';
import { findForeign, META_MAINTAINERS } from '../../allowlist/maintainers.ts';
import type { Registration } from '../../allowlist/rpsl.ts';
import { CliError } from '../../errors.ts';
import type { KeptList } from '../../store/kept-list.ts';
import type { ListFlags, WriteFlags } from './flags.ts';

/** A list as it is shown: what the events tell, and the text in its format. */
export interface ArrangedList {
  readonly shown: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] };
  readonly text: string;
  readonly note?: string;
}

/** Arranges and writes the list as the flags say. Throws `list-unfit` where the format cannot hold it. */
export async function arrangeList(list: Omit<KeptList, 'at'>, flags: WriteFlags): Promise<ArrangedList> {
  const { asns, source, since, prefixes, collapsed } = list;
  const shown = splitFamilies(flags.aggregate ? collapsed : prefixesOf(prefixes), flags.family);
  const format = await formats[flags.format]();
  const written = writeList(
    flags.format,
    format,
    { asns, source, since, ...shown, registrations: prefixes },
    { wantsComment: flags.comment },
  );
  if (!written.ok) throw new CliError('list-unfit', written.reason, { hint: written.hint });
  const { text, note } = written;
  return { shown, text, ...(note !== undefined && { note }) };
}

/** What is left of the registrations by `--meta-only` and `--maintainer`. Throws `wrong-usage` where nobody is named. */
export function chooseRegistrations<T extends Registration>(
  { prefixes, knowsMaintainers, source }: { prefixes: readonly T[]; knowsMaintainers: boolean; source: string },
  { metaOnly, maintainer }: ListFlags,
): { readonly chosen: readonly T[]; readonly leftOut: readonly T[] } {
  if (metaOnly !== true && maintainer === undefined) return { chosen: prefixes, leftOut: [] };
  if (!knowsMaintainers) {
    throw new CliError('wrong-usage', `Whose the prefixes are cannot be told: ${source} names no maintainers.`, {
      hint: 'Leave --meta-only and --maintainer out, or give a whole whois answer.',
    });
  }

  const wanted = [...(metaOnly === true ? META_MAINTAINERS : []), ...(maintainer ?? [])];
  const leftOut = new Set<Registration>(findForeign(prefixes, wanted));
  const chosen = prefixes.filter((registration) => !leftOut.has(registration));
  if (chosen.length === 0) {
    const hint = 'Who registered what: wa-webhook ips list --format csv --no-aggregate';
    throw new CliError('list-refused', 'Nothing in the list is of these maintainers.', { hint });
  }
  return { chosen, leftOut: prefixes.filter((registration) => leftOut.has(registration)) };
}

export function prefixesOf(registrations: readonly { readonly prefix: string }[]): string[] {
  return registrations.map(({ prefix }) => prefix);
}
