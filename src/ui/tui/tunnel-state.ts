import type { Stamped, TunnelFailed, TunnelLost, TunnelOpened, TunnelOpening, TunnelProving } from '../../events.ts';

export interface TunnelState {
  /** `none`: nobody asked for one. `failed`: it could not be opened. `down`: it was up. */
  readonly phase: 'none' | 'opening' | 'proving' | 'up' | 'down' | 'failed';
  readonly provider?: string;
  readonly reason?: string;
  /** When it went down; it may be opening again since. */
  readonly since?: string;
  /** It failed, and there is no further try. */
  readonly isGivenUp?: boolean;
  /** The URL that Meta may still have, when the tunnel came back under another one. */
  readonly changedFrom?: string;
  /** What to run then, for one phone number. */
  readonly overrideRequest?: string;
}

export const initialTunnel: TunnelState = { phase: 'none' };

export function tunnelAfter(
  tunnel: TunnelState,
  event:
    | Stamped<TunnelOpening>
    | Stamped<TunnelProving>
    | Stamped<TunnelOpened>
    | Stamped<TunnelFailed>
    | Stamped<TunnelLost>,
): TunnelState {
  const { provider } = event;
  // Meta has the old URL until somebody changes it: that stays true while the tunnel comes and goes.
  const changed = changeOf(tunnel.changedFrom, tunnel.overrideRequest);

  switch (event.type) {
    case 'tunnel.opening':
    case 'tunnel.proving':
      // The next try has begun: why the last one came to nothing is still all that is known.
      return {
        ...changed,
        phase: event.type === 'tunnel.opening' ? 'opening' : 'proving',
        provider,
        ...(tunnel.reason === undefined ? {} : { reason: tunnel.reason }),
      };
    case 'tunnel.failed':
      return { ...changed, phase: 'failed', provider, reason: event.reason, isGivenUp: event.retryInMs === undefined };
    case 'tunnel.lost':
      return { ...changed, phase: 'down', provider, reason: event.reason, since: event.at };
    case 'tunnel.opened':
      return { ...changedBy(event, tunnel), phase: 'up', provider };
  }
}

/** The address for the dashboard: the tunnel's own, with our path where the tunnel names none. */
export function publicUrlAfter(event: TunnelOpened, localUrl: string | undefined): string {
  if (localUrl === undefined || !URL.canParse(event.url) || !URL.canParse(localUrl)) return event.url;

  const url = new URL(event.url);
  if (url.pathname === '/') url.pathname = new URL(localUrl).pathname;
  return url.href;
}

function changedBy(event: TunnelOpened, tunnel: TunnelState): Change {
  const { url, previousUrl, overrideRequest = tunnel.overrideRequest } = event;
  const metaHas = previousUrl === undefined || previousUrl === url ? tunnel.changedFrom : previousUrl;
  return metaHas === url ? {} : changeOf(metaHas, overrideRequest);
}

type Change = Pick<TunnelState, 'changedFrom' | 'overrideRequest'>;

function changeOf(changedFrom: string | undefined, overrideRequest: string | undefined): Change {
  if (changedFrom === undefined) return {};
  return { changedFrom, ...(overrideRequest === undefined ? {} : { overrideRequest }) };
}
