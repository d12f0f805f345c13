import { clockTime, sentence } from '../text-line.ts';
import { DASHBOARD_PLACE, OWN_URL } from '../text-session.ts';
import type { SessionState } from './session-state.ts';
import type { TunnelState } from './tunnel-state.ts';

export interface Alarm {
  readonly text: string;
  /** A notice is worth a line, an alarm is in the way of Meta's webhooks. */
  readonly isTrouble: boolean;
}

/** The one thing to look at now, the worst first. */
export function alarmOf(state: SessionState): Alarm | undefined {
  const { tunnel, lastHandshake, fault, counts, notice } = state;

  const tunnelTrouble = tunnelTroubleOf(tunnel);
  if (tunnelTrouble !== undefined) return trouble(tunnelTrouble);
  if (tunnel.changedFrom !== undefined && state.overrides.length === 0) {
    const request =
      tunnel.overrideRequest === undefined ? '.' : ', or press w for the request that does it for one number.';
    return trouble(
      `URL CHANGED: Meta still has ${tunnel.changedFrom}. Put the new Callback URL into ${DASHBOARD_PLACE}${request}`,
    );
  }
  const overrideTrouble = state.overrides.find(({ trouble: why }) => why !== undefined)?.trouble;
  if (overrideTrouble !== undefined) return trouble(`${sentence(capital(overrideTrouble))} (w: what to do)`);
  if (lastHandshake !== undefined && !lastHandshake.ok) {
    const { at, reason = 'No reason given' } = lastHandshake;
    return trouble(`HANDSHAKE REFUSED at ${clockTime(at)}: ${sentence(reason)}`);
  }
  if (fault !== undefined) return { text: sentence(`${capital(fault)} (1 ends it)`), isTrouble: false };
  if (counts.tests > 0 && counts.tests === counts.received) return { text: ONLY_TESTS, isTrouble: false };
  return notice === undefined ? undefined : { text: notice, isTrouble: false };
}

/** The Test button needs none of the switches that real messages need (whatsapp-webhooks.md 2.11). */
const ONLY_TESTS = 'Only webhooks of the Test button so far. If real ones do not come: w says why.';

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What stands in the way, as long as it does: a further try that has begun mends nothing yet. */
function tunnelTroubleOf({ phase, provider, reason, isGivenUp }: TunnelState): string | undefined {
  if (phase === 'none' || phase === 'up') return undefined;

  if (provider === OWN_URL) return `PUBLIC URL NOT PROVEN: ${sentence(reason ?? 'No answer')}`;
  if (phase === 'down')
    return `TUNNEL DOWN: ${sentence(reason ?? 'It closed')} Opening it again; Meta keeps its webhooks.`;
  if (reason === undefined) return undefined;
  return `TUNNEL FAILED: ${sentence(reason)} ${isGivenUp === true ? 'Local only from now on.' : 'Trying on; local works.'}`;
}

function trouble(text: string): Alarm {
  return { text, isTrouble: true };
}
