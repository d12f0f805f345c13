import { type Format, jsonText } from './format.ts';

/** One object, readable by `jq` and by people; snake case as other published address lists have it. */
export const json: Format = {
  write: ({ asns: [asn, ...others], source, since, ipv4, ipv6 }) =>
    jsonText({ asn: others.length === 0 ? asn : [asn, ...others], source, generated_at: since, ipv4, ipv6 }),
};
