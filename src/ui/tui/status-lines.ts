import { printableCell } from '../printable.ts';
import { clockTime, count, duration, grouped } from '../text-line.ts';
import { SLOW_MS } from '../text-listen.ts';
import { OWN_URL } from '../text-session.ts';
import { widthOf } from '../width.ts';
import { placeWords } from './after-override.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';

const SEPARATOR = ' · ';

/** The three lines of facts; what does not fit beside the more important is left out. */
export function statusLines(state: SessionState, layout: Layout): readonly [string, string, string] {
  const publicUrl = state.publicUrl ?? noPublicUrl(state);
  const localUrl = state.localUrl ?? 'starting…';
  const forwarding = state.forwardTo.flatMap((url) => [...appWords(state, url), `→ ${url}`]);
  const overrides = state.overrides.map(placeWords);
  const { verifyToken } = state;

  const lines: readonly (readonly string[])[] = layout.isWide
    ? [
        [`public  ${publicUrl}`, ...tunnelWords(state).map((words) => `${words}${providerWords(state)}`)],
        [`local   ${localUrl}`, ...overrides, ...forwarding],
        checkWords(state),
      ]
    : [
        [state.publicUrl === undefined ? localUrl : publicUrl],
        [...overrides, ...signatureWords(state), ...tunnelWords(state)],
        [...handshakeWords(state), ...(verifyToken === undefined ? [] : [`token ${verifyToken}`]), ...forwarding],
      ];
  const [reach = '', receiver = '', checks = ''] = lines.map((line) => fitting(line, layout.columns));
  return [reach, receiver, checks];
}

/** `── 12 received · 3 again ───`: the counts, in the line that parts status and list. */
export function countLine(state: SessionState, { columns, isWide }: Layout): string {
  const { received, duplicates, refused, badSignatures, notOk, answered, slow } = state.counts;
  const again = `${grouped(duplicates)} again`;
  const missed = `${grouped(refused)} refused`;
  const words = fitting(
    [
      ...filterWords(state),
      `${grouped(received)} received`,
      // Where one of them may have to go, it is the lesser trouble.
      ...(isWide ? [again, missed] : [missed, again]),
      ...(badSignatures > 0 ? [`${count(badSignatures, 'bad signature')}`] : []),
      ...(notOk > 0 ? [`${grouped(notOk)} not 200`] : []),
      ...(answered > 0 ? [`${shareWords(slow, answered)} above ${duration(SLOW_MS)}`] : []),
    ],
    columns - 4,
  );
  return `── ${words} `.padEnd(columns, '─');
}

/** What the list does not show, before all that it does. */
function filterWords({ filter, view }: SessionState): string[] {
  const words = view === 'messages' ? ['messages'] : [];
  return filter.conditions.length === 0 ? words : [...words, `only ${filter.text.trim()}`];
}

/** `0%`, `0.4%`, `12%`: Meta wants less than 1. */
function shareWords(part: number, all: number): string {
  const percent = (part / all) * 100;
  return percent === 0 || percent >= 10 ? `${Math.round(percent)}%` : `${percent.toFixed(1)}%`;
}

/** What the app made of the last webhook; nothing before the first. */
function appWords({ apps }: SessionState, url: string): string[] {
  const { words, waiting = 0 } = apps[url] ?? {};
  return [...(words === undefined ? [] : [`app ${words}`]), ...(waiting === 0 ? [] : [`${grouped(waiting)} waiting`])];
}

/** As many of the facts as fit into the width, the first one always. */
function fitting(parts: readonly string[], columns: number): string {
  const [first = '', ...others] = parts.map(printableCell);
  return others.reduce((line, fact) => {
    const longer = line + SEPARATOR + fact;
    return widthOf(longer) <= columns ? longer : line;
  }, first);
}

/** Until Meta has shaken hands, the token is what matters; then who did, and the token has the room that is left. */
function checkWords(state: SessionState): readonly string[] {
  const token = `token   ${state.verifyToken ?? '…'}`;
  const [handshake, ...asker] = handshakeWords(state);
  if (handshake === undefined) return [token, ...signatureWords(state)];
  if (state.lastHandshake?.ok !== true) return [token, ...signatureWords(state), handshake, ...asker];
  return [`meta    ${handshake}`, ...signatureWords(state), ...asker, `token ${state.verifyToken ?? '…'}`];
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
    proving: ['tunnel proving'],
    up: ['tunnel up'],
    down: [tunnel.since === undefined ? 'tunnel DOWN' : `tunnel DOWN since ${clockTime(tunnel.since)}`],
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
  const { at, ok, status, userAgent } = lastHandshake;
  const [asker] = userAgent === undefined ? [] : userAgent.split(' ');
  return [`handshake ${ok ? 'ok' : status} ${clockTime(at)}`, ...(asker === undefined ? [] : [`by ${asker}`])];
}
