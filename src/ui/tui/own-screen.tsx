import { useStdout } from 'ink';
import { type ReactNode, useLayoutEffect } from 'react';
import { leaveOwnScreen } from './terminal.ts';

interface OwnScreenProps {
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/**
 * Gives the terminal back whenever the tree goes: quit, closed, a drawing error, and the exit of the whole process, on which
 * Ink unmounts too. A layout effect, since that one is cleaned up at once and not in a later turn that may never come.
 */
export function OwnScreen({ onLeave, children }: OwnScreenProps) {
  const { stdout } = useStdout();
  useLayoutEffect(
    () => () => {
      leaveOwnScreen(stdout);
      onLeave();
    },
    [stdout, onLeave],
  );
  return children;
}
