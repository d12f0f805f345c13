import stringWidth from 'string-width';
import { printableCell } from '../printable.ts';
import { clockTime } from '../text-line.ts';
import { OWN_URL } from '../text-session.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';

const SEPARATOR = ' · ';

/** The three lines of facts; what does not fit beside the more important is left out. */
export function statusLines(state: SessionState, layout: Layout): readonly [string, string, string] {
  const publicUrl = state.publicUrl ?? noPublicUrl(state);
  const localUrl = state.localUrl ?? 'starting…';
  const forwarding = state.forwardTo.map((url) => `→ ${url}`);
  const { verifyToken } = state;

  const facts: readonly (readonly string[])[] = layout.isWide
    ? [
        [`public  ${publicUrl}`, ...tunnelWords(state).map((words) => `${words}${providerWords(state)}`)],
        [`local   ${localUrl}`, ...forwarding],
        // A token of our own making leaves room for both.
        [`token   ${verifyToken ?? '…'}`, ...signatureWords(state), ...handshakeWords(state)],
      ]
    : [
        [state.publicUrl === undefined ? localUrl : publicUrl],
        [...signatureWords(state), ...tunnelWords(state)],
        [...handshakeWords(state), ...(verifyToken === undefined ? [] : [`token ${verifyToken}`]), ...forwarding],
      ];
  const [reach = '', receiver = '', checks = ''] = facts.map((line) => fitting(line, layout.columns));
  return [reach, receiver, checks];
}

/** `── 12 received · 3 again ───`: the counts, in the line that parts status and list. */
export function countLine({ counts }: SessionState, { columns, isWide }: Layout): string {
  const { received, duplicates, refused, notOk } = counts;
  const again = `${duplicates} again`;
  const missed = `${refused} refused`;
  const words = fitting(
    [
      `${received} received`,
      // Where one of them may have to go, it is the lesser trouble.
      ...(isWide ? [again, missed] : [missed, again]),
      ...(notOk > 0 ? [`${notOk} not answered 200`] : []),
    ],
    columns - 4,
  );
  return `── ${words} `.padEnd(columns, '─');
}

/** As many of the facts as fit into the width, the first one always. */
function fitting(facts: readonly string[], columns: number): string {
  const [first = '', ...others] = facts.map(printableCell);
  return others.reduce((line, fact) => {
    const longer = line + SEPARATOR + fact;
    return stringWidth(longer) <= columns ? longer : line;
  }, first);
}

function noPublicUrl({ tunnel, localUrl, verifyToken }: SessionState): string {
  if (tunnel.phase !== 'none') return 'none yet';
  // The token is told when the receiver is ready: until then a tunnel may still be on its way.
  return localUrl === undefined || verifyToken === undefined ? '…' : 'none, local only';
}

/** Nothing where there is none: the URL says so, or it is the user's own. */
function tunnelWords({ tunnel }: SessionState): string[] {
  const words = {
    none: [],
    opening: ['tunnel opening'],
    up: ['tunnel up'],
    down: ['tunnel DOWN'],
    failed: [tunnel.provider === OWN_URL ? 'NOT PROVEN' : 'tunnel FAILED'],
  } satisfies Record<typeof tunnel.phase, string[]>;
  return words[tunnel.phase];
}

function providerWords({ tunnel }: SessionState): string {
  return tunnel.provider === undefined ? '' : ` (${tunnel.provider})`;
}

/** Nothing before the receiver listens: only then it is known. */
function signatureWords({ isSignatureChecked, localUrl }: SessionState): string[] {
  return localUrl === undefined ? [] : [`signature check ${isSignatureChecked ? 'on' : 'off'}`];
}

function handshakeWords({ lastHandshake }: SessionState): string[] {
  if (lastHandshake === undefined) return [];
  const { at, ok, status } = lastHandshake;
  return [`handshake ${ok ? 'ok' : status} ${clockTime(at)}`];
}
