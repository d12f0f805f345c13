import { Box, Text } from 'ink';
import { printableCell } from '../printable.ts';
import { sentence } from '../text-line.ts';
import { DASHBOARD_PLACE, FIRST_WEBHOOK_COMMAND, FIRST_WEBHOOK_PLACE } from '../text-session.ts';
import type { Layout } from './layout.ts';
import type { SessionState } from './session-state.ts';
import type { Theme } from './theme.ts';

interface FirstStepsProps {
  readonly state: SessionState;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** What to do while nothing has arrived. Long values wrap instead of being cut: they are there to be copied. */
export function FirstSteps({ state, layout, theme }: FirstStepsProps) {
  const { columns, listRows, isWide } = layout;
  const steps = firstSteps(state);
  const lineCount = steps
    .flatMap(({ text, values }) => [text, ...values])
    .reduce((sum, line) => {
      return sum + Math.max(1, Math.ceil((line.length + INDENT.length) / columns));
    }, steps.length);
  const gap = isWide && lineCount <= listRows ? 1 : 0;

  return (
    <Box flexDirection="column" height={listRows} overflow="hidden" paddingTop={gap}>
      {steps.map(({ text, values }) => (
        <Box key={text} flexDirection="column" flexShrink={0} marginBottom={gap}>
          <Text wrap="wrap">{printableCell(text)}</Text>
          {values.map((value) => (
            <Text key={value} wrap="wrap" {...theme.selected}>
              {(isWide ? INDENT : '') + printableCell(value)}
            </Text>
          ))}
        </Box>
      ))}
    </Box>
  );
}

const INDENT = '  ';
const CLEARED = 'The list is cleared. ↑ reads from history what came before; what comes is shown again.';

/** What to do, and below it what to copy. */
interface Step {
  readonly text: string;
  readonly values: readonly string[];
}

function firstSteps(state: SessionState): readonly Step[] {
  if (state.localUrl === undefined) return [{ text: 'Starting…', values: [] }];
  if (state.droppedRows > 0 || state.counts.received > 0) return [{ text: CLEARED, values: [] }];

  return [
    dashboardStep(state),
    { text: `Send one without Meta, ${FIRST_WEBHOOK_PLACE}:`, values: [FIRST_WEBHOOK_COMMAND] },
    ...(state.isSignatureChecked
      ? []
      : [{ text: 'To check signatures, start again with:', values: ['--app-secret-file FILE'] }]),
    ...state.tunnelNotices.map((notice) => ({ text: sentence(notice), values: [] })),
  ];
}

function dashboardStep({ publicUrl, verifyToken, tunnel, lastHandshake }: SessionState): Step {
  if (publicUrl !== undefined && verifyToken !== undefined) {
    if (lastHandshake?.ok === true) return { text: SUBSCRIBE, values: [] };

    const values = [`Callback URL  ${publicUrl}`, `Verify token  ${verifyToken}`];
    return { text: `No webhook yet. Paste into ${DASHBOARD_PLACE}:`, values };
  }
  return tunnel.phase === 'none'
    ? { text: 'No webhook yet. Without a public URL, Meta cannot reach this receiver.', values: [] }
    : { text: 'No webhook yet. Waiting for the public URL…', values: [] };
}

/** Between a saved URL and a first webhook stands one more switch, which many overlook. */
const SUBSCRIBE =
  'The handshake worked. Now subscribe to the field "messages" in the App Dashboard, and write to your number.';
