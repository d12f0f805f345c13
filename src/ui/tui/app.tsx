import { Box, useInput } from 'ink';
import { useSyncExternalStore } from 'react';
import { FirstSteps } from './first-steps.tsx';
import { Footer } from './footer.tsx';
import { commandsOf } from './keys.ts';
import { layoutOf } from './layout.ts';
import { Preview } from './preview.tsx';
import type { SessionStore } from './session-store.ts';
import { StatusBar } from './status-bar.tsx';
import type { Theme } from './theme.ts';
import { WebhookList } from './webhook-list.tsx';

interface AppProps {
  readonly store: SessionStore;
  readonly theme: Theme;
  /** The person wants to leave: `q` or Ctrl-C. */
  readonly onQuit: () => void;
}

/** The whole screen. It only draws the store's state and passes keys on. */
export function App({ store, theme, onQuit }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const layout = layoutOf(state);

  useInput((input, key) => {
    for (const command of commandsOf(input, key)) {
      if (command === 'quit') onQuit();
      else store.dispatch({ type: 'key.pressed', key: command });
    }
  });

  return (
    <Box flexDirection="column" width={layout.columns} height={layout.frameRows} overflow="hidden">
      <StatusBar state={state} layout={layout} theme={theme} />
      <Box flexDirection="column" height={layout.listRows} overflow="hidden">
        {state.rows.length === 0 ? (
          <FirstSteps state={state} layout={layout} theme={theme} />
        ) : (
          <WebhookList list={state} layout={layout} theme={theme} />
        )}
      </Box>
      <Preview row={state.rows.find(({ key }) => key === state.selectedKey)} layout={layout} theme={theme} />
      <Footer list={state} layout={layout} theme={theme} />
    </Box>
  );
}
