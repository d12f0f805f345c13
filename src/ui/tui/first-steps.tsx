import { Box, Text } from 'ink';
import { printableCell } from '../printable.ts';
import { DASHBOARD_PLACE, FIRST_WEBHOOK_COMMAND } from '../text-session.ts';
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
  const steps = firstSteps(state);
  const lineCount = steps.reduce((sum, { values }) => sum + values.length + 2, 0);
  const gap = layout.isWide && lineCount <= layout.listRows ? 1 : 0;

  return (
    <Box flexDirection="column" height={layout.listRows} overflow="hidden" paddingTop={gap}>
      {steps.map(({ text, values }) => (
        <Box key={text} flexDirection="column" flexShrink={0} marginBottom={gap}>
          <Text wrap="wrap">{text}</Text>
          {values.map((value) => (
            <Text key={value} wrap="wrap" {...theme.selected}>
              {(layout.isWide ? '  ' : '') + printableCell(value)}
            </Text>
          ))}
        </Box>
      ))}
    </Box>
  );
}

/** Our own words, and below them what to copy. */
interface Step {
  readonly text: string;
  readonly values: readonly string[];
}

function firstSteps(state: SessionState): readonly Step[] {
  if (state.localUrl === undefined) return [{ text: 'Starting…', values: [] }];

  return [
    dashboardStep(state),
    { text: 'Send a first webhook without Meta, from another terminal:', values: [FIRST_WEBHOOK_COMMAND] },
    ...(state.isSignatureChecked
      ? []
      : [{ text: 'To check signatures, start again with:', values: ['--app-secret-file FILE'] }]),
  ];
}

function dashboardStep({ publicUrl, verifyToken, tunnel }: SessionState): Step {
  if (publicUrl !== undefined && verifyToken !== undefined) {
    const values = [`Callback URL  ${publicUrl}`, `Verify token  ${verifyToken}`];
    return { text: `No webhook yet. Paste into ${DASHBOARD_PLACE}:`, values };
  }
  return tunnel.phase === 'none'
    ? { text: 'No webhook yet. Without a public URL, Meta cannot reach this receiver.', values: [] }
    : { text: 'No webhook yet. Waiting for the public URL…', values: [] };
}
