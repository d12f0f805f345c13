import { realPrefixes, realText } from './real-lists.ts';

/** One step of the recorded history. */
export interface ListStep {
  readonly date: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What the recording says: how many prefixes of each family are registered, and how many are left when collapsed. */
  readonly recorded: { readonly ipv4: number; readonly ipv6: number };
}

/** Since this commit the list of 2022-11-11 is known whole. */
const FIRST_KNOWN = 'c082727b38';

/** Two more spellings of prefixes that the list of that day holds in their canonical form. */
const OTHER_SPELLINGS = ['2c0f:ef78:0000::/48', '2c0f:ef78:0001::/48'];

/** Every change of 45 months, as texts: what came and went is told as it was spelled. */
export function listHistory(): ListStep[] {
  const rows = realText('union4as-changes-2022-2026.tsv')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const start = rows.findIndex(([, commit]) => commit === FIRST_KNOWN);
  let texts = new Set([...realPrefixes('union4as-2022-11-11.prefixes.txt'), ...OTHER_SPELLINGS]);

  return rows.slice(start + 1).map(([date = '', , ipv4, ipv6, , , added = '', removed = '']) => {
    const before = [...texts];
    texts = new Set(before);
    for (const text of wordsOf(removed)) texts.delete(text);
    for (const text of wordsOf(added)) texts.add(text);
    return { date, before, after: [...texts], recorded: { ipv4: Number(ipv4), ipv6: Number(ipv6) } };
  });
}

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
