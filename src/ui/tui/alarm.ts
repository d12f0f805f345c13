import { sentence } from '../text-line.ts';
import type { SessionState } from './session-state.ts';

export interface Alarm {
  readonly text: string;
  /** A notice is worth a line, an alarm is in the way of Meta's webhooks. */
  readonly isTrouble: boolean;
}

/** The one thing to look at now, the worst first. */
export function alarmOf(state: SessionState): Alarm | undefined {
  const { tunnel, lastHandshake, notice } = state;

  if (tunnel.phase === 'down') return trouble(`TUNNEL DOWN: ${sentence(tunnel.reason ?? 'It closed')} Reopening it.`);
  if (tunnel.phase === 'failed')
    return trouble(`TUNNEL FAILED: ${sentence(tunnel.reason ?? 'No answer')} Local still works.`);
  if (tunnel.changedFrom !== undefined) {
    return trouble(`URL CHANGED: update the dashboard. Meta has ${tunnel.changedFrom}`);
  }
  if (lastHandshake !== undefined && !lastHandshake.ok) {
    return trouble(
      `HANDSHAKE REFUSED (${lastHandshake.status}): ${sentence(lastHandshake.reason ?? 'No reason given')}`,
    );
  }
  return notice === undefined ? undefined : { text: notice, isTrouble: false };
}

function trouble(text: string): Alarm {
  return { text, isTrouble: true };
}
