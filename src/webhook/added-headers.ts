export interface PartedHeaders {
  /** What the sender may have written. */
  readonly own: Readonly<Record<string, string>>;
  /** What tunnels and proxies put there on the way; whoever sends directly can write these too. Absent where nothing was. */
  readonly added?: Readonly<Record<string, string>>;
}

/**
 * Names that tunnels, load balancers and proxies add, and that Meta never sends: where a request came from and how it
 * travelled, also a client certificate that somebody else claims to have seen.
 */
const ADDED_ON_THE_WAY = new RegExp(
  `^(?:${[
    'x-forwarded(?:-.+)?',
    'forwarded',
    'via',
    'x-real-ip',
    '(?:x-)?client-ip',
    'x-cluster-client-ip',
    'x-original-(?:for|host|proto|url)',
    'true-client-ip',
    'x-envoy-.+',
    'cf-.+',
    'cdn-loop',
    'fly-.+',
    '(?:x-)?ngrok-.+',
    'x-tunnel-.+',
    'tailscale-.+',
    'x-amzn-.+',
    '(?:x-)?ssl-client-.+',
    'x-client-cert.*',
    'bypass-tunnel-reminder',
  ].join('|')})$`,
);

/** Each request has the same few names; a stranger who invents new ones shall not fill the memory. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 1_000;

function isAdded(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;

  const answer = ADDED_ON_THE_WAY.test(name);
  if (known.size < MAX_KNOWN) known.set(name, answer);
  return answer;
}

/** Keeps the headers of the way apart from those of the message, so that neither is taken for the other. */
export function partHeaders(headers: Readonly<Record<string, string>>): PartedHeaders {
  const names = Object.keys(headers);
  // Most requests come without any.
  if (!names.some(isAdded)) return { own: headers };

  const parted = { own: {} as Record<string, string>, added: {} as Record<string, string> };
  for (const name of names) parted[isAdded(name) ? 'added' : 'own'][name] = headers[name] ?? '';
  return parted;
}
