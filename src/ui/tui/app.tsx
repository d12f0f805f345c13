import { Box, useInput } from 'ink';
import { useSyncExternalStore } from 'react';
import { FirstSteps } from './first-steps.tsx';
import { Footer } from './footer.tsx';
import { pressesOf } from './keys.ts';
import { hasRows, type Layout, layoutOf } from './layout.ts';
import { deliveryRows, messageRows, selectedDelivery, viewOf } from './list-view.ts';
import { MessageList } from './message-list.tsx';
import { Panel } from './panel.tsx';
import { detailLines, detailTitle, fixtureLines, guideLines, helpLines } from './panel-lines.ts';
import { Preview } from './preview.tsx';
import type { SessionState } from './session-state.ts';
import type { SessionStore } from './session-store.ts';
import { Line, PanelStatus, StatusBar } from './status-bar.tsx';
import type { Theme } from './theme.ts';
import { WebhookList } from './webhook-list.tsx';

interface AppProps {
  readonly store: SessionStore;
  readonly theme: Theme;
}

/** The whole screen. It only draws the store's state and passes keys on. */
export function App({ store, theme }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const layout = layoutOf(state);

  useInput((input, key) => {
    for (const press of pressesOf(input, key)) store.dispatch({ type: 'key.pressed', press });
  });

  const isPanel = state.panel !== undefined || state.detail !== undefined || state.prompt?.kind === 'fixture';
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.frameRows} overflow="hidden">
      {isPanel ? (
        <PanelScreen state={state} layout={layout} theme={theme} />
      ) : (
        <ListScreen state={state} layout={layout} theme={theme} />
      )}
      <Footer state={state} layout={layout} theme={theme} />
    </Box>
  );
}

interface ScreenProps {
  readonly state: SessionState;
  readonly layout: Layout;
  readonly theme: Theme;
}

function ListScreen({ state, layout, theme }: ScreenProps) {
  const deliveries = deliveryRows(state);
  const key = selectedDelivery(state);
  return (
    <>
      <StatusBar state={state} layout={layout} theme={theme} />
      <Box flexDirection="column" height={layout.listRows} overflow="hidden">
        {!hasRows(state) && state.isSilent ? (
          <Silence state={state} layout={layout} theme={theme} />
        ) : !hasRows(state) ? (
          <FirstSteps state={state} layout={layout} theme={theme} />
        ) : state.view === 'messages' ? (
          <MessageList
            view={viewOf(messageRows(state), state.cursors.messages, layout.listRows)}
            layout={layout}
            theme={theme}
          />
        ) : (
          <WebhookList
            view={viewOf(deliveries, state.cursors.deliveries, layout.listRows)}
            layout={layout}
            theme={theme}
          />
        )}
      </Box>
      <Preview row={deliveries.findLast((row) => row.key === key)} layout={layout} theme={theme} />
    </>
  );
}

/** Verified, and nothing comes: the checklist, in the place of the first steps. */
function Silence({ state, layout, theme }: ScreenProps) {
  const { columns, listRows } = layout;
  return guideLines(state, columns)
    .slice(0, listRows)
    .map((text, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, and nothing else tells two empty ones apart
      <Line key={index} text={text} columns={columns} style={index === 0 ? theme.warn : theme.plain} />
    ));
}

function PanelScreen({ state, layout, theme }: ScreenProps) {
  return (
    <>
      <PanelStatus state={state} layout={layout} theme={theme} />
      <OpenPanel state={state} layout={layout} theme={theme} />
    </>
  );
}

function OpenPanel({ state, layout, theme }: ScreenProps) {
  const { panel, panelTop, prompt, detail } = state;
  const { columns, panelRows } = layout;
  if (prompt?.kind === 'fixture') {
    const lines = fixtureLines(state, panelRows).map(({ name, isPicked }) => {
      return { text: `${isPicked ? '›' : ' '} ${name}`, style: isPicked ? theme.selected : theme.plain };
    });
    return <Panel title="Fire a fixture at this receiver" lines={lines} layout={layout} theme={theme} />;
  }
  if (panel !== undefined) {
    const all = panel === 'help' ? helpLines(layout) : guideLines(state, columns);
    const top = Math.min(panelTop, Math.max(0, all.length - panelRows));
    const lines = all.slice(top).map((text) => ({ text }));
    const title = panel === 'help' ? 'Keys, and the command or flag that does the same' : 'Why does nothing arrive?';
    return <Panel title={title} lines={lines} layout={layout} theme={theme} />;
  }
  if (detail === undefined) return null;

  const row = deliveryRows(state).find(({ key }) => key === detail.key);
  const found = (detail.search?.line ?? -1) - detail.top;
  const lines = detailLines(detail, panelRows).map((text, index) => {
    return { text, style: index === found ? theme.selected : theme.plain };
  });
  return <Panel title={detailTitle(detail, row?.label ?? '')} lines={lines} layout={layout} theme={theme} />;
}
