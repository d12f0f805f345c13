export interface TunnelOpening {
  readonly type: 'tunnel.opening';
  readonly provider: string;
  readonly attempt: number;
}

/** There is a URL; whether Meta's handshake comes through it is being tried. */
export interface TunnelProving {
  readonly type: 'tunnel.proving';
  readonly provider: string;
  readonly url: string;
}

export interface TunnelOpened {
  readonly type: 'tunnel.opened';
  readonly provider: string;
  readonly url: string;
  /** The URL that Meta may still have, when this one differs from it. */
  readonly previousUrl?: string;
  /** There with `previousUrl`: the request to run that tells Meta the new one, for one phone number. */
  readonly overrideRequest?: string;
  /** There with `previousUrl` where `--override` tells Meta the new one. */
  readonly isOverridden?: boolean;
  /** How long Meta had no way here, when it had one before. */
  readonly downMs?: number;
  /** Things to know about this provider, once each: a clear-text leg, a reminder page. */
  readonly notices: readonly string[];
}

export interface TunnelFailed {
  readonly type: 'tunnel.failed';
  readonly provider: string;
  readonly code: string;
  readonly reason: string;
  /** When the next attempt starts; absent when there is none. */
  readonly retryInMs?: number;
}

export interface TunnelLost {
  readonly type: 'tunnel.lost';
  readonly provider: string;
  readonly url: string;
  readonly reason: string;
  /** How long it had stood. */
  readonly upMs?: number;
}

/** The tunnel stands, but something on its way takes no webhook as large as Meta's largest. */
export interface TunnelLimited {
  readonly type: 'tunnel.limited';
  readonly provider: string;
  readonly url: string;
  readonly passedBytes: number;
  readonly refusedBytes: number;
  /** What the refusal was. */
  readonly reason: string;
}
