import type { Format } from './format.ts';

/** One object, readable by `jq` and by people; snake case as other published address lists have it. */
export const json: Format = ({ asn, source, generatedAt, ipv4, ipv6 }) =>
  `${JSON.stringify({ asn, source, generated_at: generatedAt, ipv4, ipv6 }, null, 2)}\n`;
