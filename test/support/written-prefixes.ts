import { sortPrefixes } from '../../src/allowlist/prefixes.ts';

/** Every prefix in a text of any format, comments left out, each once and sorted. */
export function writtenPrefixes(text: string): string[] {
  const uncommented = text.replace(/^#.*$/gm, '');
  // Envoy writes address and length apart.
  const joined = uncommented.replace(/address_prefix: "([^"]+)", prefix_len: (\d+)/g, '$1/$2');
  const found = joined.match(/(?<![\w.:/])(?:[\da-f]*[.:][\da-f.:]+)\/\d+(?![\w.:/])/gi) ?? [];
  return sortPrefixes(found);
}
