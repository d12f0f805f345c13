import type { SwitchChecked } from '../../events.ts';
import { fold } from '../fold.ts';
import { switchWords } from '../text-graph.ts';
import { DASHBOARD_PLACE, FIRST_WEBHOOK_COMMAND } from '../text-session.ts';
import { DETAIL_PARTS, type Detail } from './detail.ts';
import { fittingFixtures } from './fitting-fixtures.ts';
import { type KeyBinding, keyBindings } from './key-bindings.ts';
import { keyLabel } from './keys.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';
import { lineOf } from './text-document.ts';

/** Every key there is, from their one table: what it does, and which command or flag does the same. */
export function helpLines({ columns, isWide }: Layout): readonly string[] {
  const bindings: readonly KeyBinding[] = keyBindings;
  const lines = bindings.flatMap((binding) => {
    const text = `${keyLabel(binding).padEnd(LABEL_COLUMNS)}${binding.does}`;
    if (binding.elsewhere === undefined) return fold(text, columns);
    const wide = text.padEnd(ELSEWHERE_COLUMN) + binding.elsewhere;
    if (isWide && text.length < ELSEWHERE_COLUMN && wide.length <= columns) return [wide];
    return [...fold(text, columns), `${' '.repeat(LABEL_COLUMNS)}${binding.elsewhere}`];
  });
  return [...lines, '', ...MARKS.flatMap((mark) => fold(mark, columns))];
}

const LABEL_COLUMNS = 12;
const ELSEWHERE_COLUMN = 66;

const MARKS = [
  '← from a user, → about what you sent, · from Meta itself.',
  '! answered after 250 ms, !! after a second: Meta wants half within the first, 99 of 100 within the second.',
  'delivered* came after a later step; Meta promises no order.',
];

/** What stands between a handshake that worked and a first webhook (whatsapp-webhooks.md 2.10 and 9, rows 6 and 7). */
export function guideLines(state: SessionState, columns: number): readonly string[] {
  const { publicUrl, lastHandshake, counts } = state;
  const reach =
    publicUrl === undefined
      ? 'There is no public URL: Meta cannot reach this receiver.'
      : `Meta reaches us at ${publicUrl}.`;
  const proof =
    lastHandshake?.ok === true
      ? 'The handshake worked, so URL and token are right.'
      : `No handshake yet: paste URL and token into ${DASHBOARD_PLACE}.`;
  const onlyTests = counts.tests > 0 && counts.tests === counts.received;
  const found = onlyTests ? ['Only webhooks of the Test button came, which need none of the switches 2 to 6.'] : [];
  return [
    reach,
    ...changeWords(state),
    ...overrideTroubles(state),
    proof,
    ...found,
    '',
    ...metaWords(state.switches),
    ...CHECKLIST,
    ...(state.switches.length === 0 ? ['', TOKEN_HINT] : []),
    '',
    `That this side works: ${FIRST_WEBHOOK_COMMAND}`,
  ].flatMap((line) => fold(line, columns));
}

/** The request one argument a line, so that it is still one command when it is copied from here. */
function changeWords({ tunnel }: SessionState): readonly string[] {
  if (tunnel.changedFrom === undefined) return [];
  const { changedFrom, overrideRequest } = tunnel;
  const still = `Meta still has ${changedFrom}, until you put the new one into ${DASHBOARD_PLACE}.`;
  if (overrideRequest === undefined) return [still];
  return [still, 'Or, for one phone number, run:', ...overrideRequest.replace(/ (?=-[Hd] )/g, ' \\\n').split('\n'), ''];
}

/** What the line of the alarm has no room for. */
function overrideTroubles({ overrides }: SessionState): readonly string[] {
  return overrides.flatMap(({ trouble, next }) =>
    trouble === undefined ? [] : [trouble, ...(next ? [next] : []), ''],
  );
}

/** What is off first: a small screen shows the beginning. */
const STATES = ['off', 'unknown', 'note', 'on'] as const;

function metaWords(switches: readonly SwitchChecked[]): readonly string[] {
  if (switches.length === 0) return [];
  const sorted = STATES.flatMap((state) => switches.filter((each) => each.state === state));
  return ['What Meta says:', ...sorted.map(switchWords), ''];
}

const TOKEN_HINT = 'With an access token in WA_WEBHOOK_ACCESS_TOKEN, listen asks Meta about 1, 2 and 5 itself.';

const CHECKLIST = [
  '1. Field: is "messages" subscribed? (App Dashboard > WhatsApp > Configuration > Webhook fields)',
  '2. Account: is the app subscribed to the account? wa-webhook subscription tells, --subscribe adds it. The Test button works without.',
  '3. App: is it Live (published), with whatsapp_business_messaging? In development mode some webhooks are not sent.',
  '4. Number: did you write to a number of this very account, registered for the Cloud API and not elsewhere?',
  '5. Override: a URL set on the number or the account wins. wa-webhook override show --phone ID shows it.',
  '6. Statuses but no messages: Meta Business Agent may hold the thread. Its traffic comes by standby and messaging_handovers.',
  '7. After a wrong answer Meta waits longer and longer before it tries again: write a new message.',
];

/** The lines of an opened webhook that the screen shows, and no others. */
export function detailLines({ document, top }: Detail, rows: number): readonly string[] {
  const last = Math.min(document.starts.length, top + rows);
  return Array.from({ length: Math.max(0, last - top) }, (_, index) => lineOf(document, top + index));
}

/** `#12 · [explained] body exact headers`. */
export function detailTitle({ part }: Detail, label: string): string {
  return `${label}  ${DETAIL_PARTS.map((each) => (each === part ? `[${each}]` : ` ${each} `)).join(' ')}`;
}

/** The fixtures that fit, around the one that is picked. */
export function fixtureLines(
  state: SessionState,
  rows: number,
): readonly { readonly name: string; readonly isPicked: boolean }[] {
  const { prompt } = state;
  if (prompt === undefined) return [];
  const names = fittingFixtures(state, prompt);
  const top = Math.max(0, Math.min(prompt.pick - Math.floor(rows / 2), names.length - rows));
  return names.slice(top, top + rows).map((name, index) => ({ name, isPicked: top + index === prompt.pick }));
}
