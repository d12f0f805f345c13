import stringWidth from 'string-width';
import { printableCell } from '../printable.ts';
import { clockTime } from '../text-line.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';

const SEPARATOR = ' · ';

/** The three lines of facts; what does not fit beside the more important is left out. */
export function statusLines(state: SessionState, layout: Layout): readonly [string, string, string] {
  const publicUrl = state.publicUrl ?? noPublicUrl(state);
  const localUrl = state.localUrl ?? 'starting…';
  const forwarding = state.forwardTo.map((url) => `→ ${url}`);
  const token = state.verifyToken === undefined ? [] : [`token ${state.verifyToken}`];

  const facts: readonly (readonly string[])[] = layout.isWide
    ? [
        [`public  ${publicUrl}`, `${tunnelWords(state)}${providerWords(state)}`],
        [`local   ${localUrl}`, ...forwarding],
        [signatureWords(state), ...handshakeWords(state), ...token],
      ]
    : [
        [state.publicUrl === undefined ? localUrl : publicUrl],
        [signatureWords(state), tunnelWords(state)],
        [...handshakeWords(state), ...token, ...forwarding],
      ];
  const [reach = '', receiver = '', checks = ''] = facts.map((line) => fitting(line, layout.columns));
  return [reach, receiver, checks];
}

/** `── 12 received · 3 again ───`: the counts, in the line that parts status and list. */
export function countLine({ counts }: SessionState, { columns }: Layout): string {
  const words = fitting(
    [
      `${counts.received} received`,
      `${counts.duplicates} again`,
      `${counts.refused} refused`,
      `${counts.notOk} not 200`,
    ],
    columns - 6,
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

function noPublicUrl({ tunnel }: SessionState): string {
  return tunnel.phase === 'none' ? 'none, local only' : 'not yet';
}

function tunnelWords({ tunnel }: SessionState): string {
  const words = {
    none: 'no tunnel',
    opening: 'tunnel opening',
    up: 'tunnel up',
    down: 'tunnel DOWN',
    failed: 'tunnel FAILED',
  } satisfies Record<typeof tunnel.phase, string>;
  return words[tunnel.phase];
}

function providerWords({ tunnel }: SessionState): string {
  return tunnel.provider === undefined ? '' : ` (${tunnel.provider})`;
}

function signatureWords({ isSignatureChecked }: SessionState): string {
  return `signature check ${isSignatureChecked ? 'on' : 'off'}`;
}

function handshakeWords({ lastHandshake }: SessionState): string[] {
  if (lastHandshake === undefined) return [];
  const { at, ok, status } = lastHandshake;
  return [`handshake ${ok ? 'answered' : 'refused'} ${status} at ${clockTime(at)}`];
}
