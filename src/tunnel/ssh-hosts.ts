/** A service that gives whoever comes by ssh a public URL, and prints it. */
export interface SshService {
  readonly host: string;
  /** Where a key of one's own is not asked for. */
  readonly user?: string;
  readonly port?: number;
  /** What to ask to be forwarded there; the service reads a meaning into it. */
  readonly remote: (wantedName: string | undefined) => string;
  /** The URL is the first group. */
  readonly urlLine: RegExp;
  readonly notices: readonly string[];
}

/** Their words are theirs to change: a line that is not recognised ends in "printed no public URL", with what it said last. */
const SERVICES: readonly SshService[] = [
  {
    host: 'localhost.run',
    user: 'nokey',
    remote: () => '80',
    urlLine: /tunneled with tls termination, (https:\/\/[\w.-]+)/,
    notices: ['localhost.run gives another URL every few hours.'],
  },
  {
    host: 'serveo.net',
    remote: (wantedName) => (wantedName === undefined ? '80' : `${wantedName}:80`),
    urlLine: /Forwarding HTTP traffic from (https:\/\/[\w.-]+)/,
    notices: [],
  },
  {
    host: 'free.pinggy.io',
    port: 443,
    remote: () => '0',
    urlLine: /(https:\/\/[\w.-]+\.pinggy(?:-free)?\.link)/,
    notices: ['pinggy closes a free tunnel after 60 minutes, and gives another URL.'],
  },
  {
    host: 'srv.us',
    remote: () => '1',
    urlLine: /^1: (https:\/\/[\w.-]+\.srv\.us)/,
    notices: [],
  },
];

export const SSH_SERVICE_HOSTS = SERVICES.map(({ host }) => host);

export interface SshTarget {
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly service?: SshService | undefined;
}

/** Reads `user@host:port`; nothing where it is none. A name can be no option of ssh's. */
export function parseSshHost(text: string): SshTarget | undefined {
  const match = /^(?:([\w.+-]+)@)?(\[[\da-f:]+\]|[a-z\d][\w.-]*)(?::(\d{1,5}))?$/i.exec(text);
  if (match === null) return undefined;

  const [, user, hostText = '', portText] = match;
  const host = hostText.replace(/^\[|\]$/g, '');
  const service = SERVICES.find((each) => each.host === host.toLowerCase());
  return {
    host,
    user: user ?? service?.user,
    port: portText === undefined ? service?.port : Number(portText),
    service,
  };
}
