/** What went wrong, as a word for programs. The sentence beside it is for people. */
export type TunnelCode =
  | 'stopped'
  | 'refused'
  | 'timeout'
  | 'dns'
  | 'tls'
  | 'unreachable'
  | 'denied'
  | 'rate-limited'
  | 'bad-answer'
  | 'name-taken'
  | 'sockets-lost'
  | 'binary-missing'
  | 'exited'
  | 'host-key-changed'
  | 'port-busy'
  | 'url-changed'
  | 'probe-failed'
  | 'unexpected';

/** Why a tunnel did not open. An expected failure: it is told and tried again, and never ends the receiver. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';
  readonly code: TunnelCode;
  /** Trying again cannot help: somebody has to change something first. */
  readonly isFatal: boolean;

  constructor(
    code: TunnelCode,
    sentence: string,
    options: { readonly cause?: unknown; readonly isFatal?: boolean } = {},
  ) {
    super(sentence, { cause: options.cause });
    this.code = code;
    this.isFatal = options.isFatal ?? false;
  }
}

export interface TunnelTraits {
  /** Is the URL the same tomorrow: never, when a name is asked for (and free), or always? */
  readonly urlStability: 'random' | 'on-request' | 'fixed';
  /** False where message bodies and the verify token travel in clear between the provider and us. */
  readonly isEncryptedToUs: boolean;
  /**
   * The header in which the provider names the sender, where it always writes or appends it itself; in lower case. Absent
   * where a sender could have written it: better no address than a false one.
   */
  readonly senderHeader?: string;
  /** So long after it stands nobody should ask for its name: an answer "unknown" would be remembered. */
  readonly settleMs?: number;
  /** So long its URL may lead nowhere at first, before that counts as a failure. */
  readonly proveForMs?: number;
  /** How often to check it while nothing comes, where each request counts. */
  readonly probeEveryMs?: number;
  /** What the user should know, told once. */
  readonly notices: readonly string[];
}

/** What the user said about the tunnel. Each provider takes some of it. */
export interface TunnelSettings {
  /** The provider's server, where it is not the provider's own. Only scheme, host and port count. */
  readonly tunnelHost?: URL | undefined;
  /** The public URL, where it is the user's own and fixed. */
  readonly tunnelUrl?: URL | undefined;
  readonly tunnelTokenFile?: string | undefined;
  /** `user@host:port`, or one of the services that give a public URL to whoever comes by ssh. */
  readonly sshHost?: string | undefined;
  readonly sshKey?: string | undefined;
  /** Where the ssh server listens for the tunnel: a port, or address and port. */
  readonly sshRemote?: string | undefined;
  /** A program and its arguments, in which `{port}` stands for the tunnel's end on this machine. */
  readonly tunnelCommand?: readonly string[] | undefined;
  /** Where in that program's output the URL is: its first group, or all of what matches. */
  readonly tunnelUrlPattern?: RegExp | undefined;
}

export interface OpenContext {
  /** Where the tunnel ends: a port on 127.0.0.1 that serves the tunnel and nothing else. */
  readonly targetPort: number;
  readonly settings: TunnelSettings;
  /** The name to have in the URL. Another one is a failure (`name-taken`), never a silent replacement. */
  readonly wantedName?: string | undefined;
  /** For the programs that providers run. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For what a provider must remember. */
  readonly stateDir: string;
  /** Ends the attempt. What came of it is ended by its `close`. */
  readonly signal: AbortSignal;
}

/** One adapter a file. Knows how to open, nothing about trying again: that is supervise.ts, once for all. */
export interface TunnelProvider {
  readonly name: string;
  readonly traits: TunnelTraits;
  /** Of the settings, those that mean something here. */
  readonly takes: readonly (keyof TunnelSettings | 'subdomain')[];
  /** What is missing or does not go together, as a sentence; known before anything starts. */
  readonly misuse?: (settings: TunnelSettings) => string | undefined;
  /** Resolves when the provider says that the tunnel carries traffic; rejects with a {@link TunnelError} only. */
  readonly open: (context: OpenContext) => Promise<TunnelSession>;
}

export interface TunnelSession {
  /** The public origin, without a path. */
  readonly url: URL;
  /** What to ask for to get the same URL again, where the provider has names. */
  readonly name?: string;
  /** What to know of this tunnel in particular, beside what its provider's traits say. */
  readonly notices?: readonly string[];
  /** Settles once, when the tunnel has ended by itself or by `close`; never rejects. */
  readonly closed: Promise<TunnelEnd>;
  /** May be called more than once; leaves no socket, no timer and no later registration. */
  readonly close: () => Promise<void>;
}

export interface TunnelEnd {
  readonly code: TunnelCode;
  readonly reason: string;
}
