import { errorMessage } from '../../errors.ts';
import type { ActionResult, LendTerminal, SessionActions } from './actions.ts';
import type { Asked } from './session-state.ts';
import type { SessionStore } from './session-store.ts';

export interface FulfilOptions {
  readonly store: SessionStore;
  readonly actions: SessionActions;
  readonly lendTerminal: LendTerminal;
  /** Hands a text to the clipboard of the terminal, which may be on another machine than we are. */
  readonly copyByTerminal: (text: string) => void;
  readonly onQuit: () => void;
}

/** So many webhooks are read from history at once. */
const PAGE = 100;

/** Does what the person asks for, and tells what became of it; whatever goes wrong is a line on the screen and ends nothing. */
export function fulfilWishes(options: FulfilOptions): void {
  const { store } = options;
  const tell = ({ text, isTrouble }: ActionResult) => store.dispatch({ type: 'action.told', text, isTrouble });
  store.onAsked((asked) => {
    fulfil(asked, options).then(
      (result) => {
        if (result !== undefined) tell(result);
      },
      (error: unknown) => tell({ text: errorMessage(error), isTrouble: true }),
    );
  });
}

async function fulfil(asked: Asked, options: FulfilOptions): Promise<ActionResult | undefined> {
  const { store, actions, lendTerminal, copyByTerminal, onQuit } = options;
  switch (asked.kind) {
    case 'quit':
      onQuit();
      return undefined;
    case 'open': {
      const webhook = await actions.find(asked.key).catch(() => undefined);
      store.dispatch({ type: 'webhook.opened', key: asked.key, webhook });
      return undefined;
    }
    case 'older':
      store.dispatch({ type: 'history.read', ...(await olderOrNone(asked.before, actions)) });
      return undefined;
    case 'fixtures':
      store.dispatch({ type: 'fixtures.listed', names: await actions.fixtures() });
      return undefined;
    case 'copy': {
      const { curl, ...result } = await actions.copy(asked.key);
      if (curl !== undefined) copyByTerminal(curl);
      return result;
    }
    case 'replay':
    case 'duplicate':
      return actions[asked.kind](asked.key);
    case 'edit':
      return actions.edit(asked.key, lendTerminal);
    case 'save':
      return actions.save(asked.key, asked.name);
    case 'fire':
      return actions.fire(asked.name);
    case 'fault':
      return actions.setFault(asked.number);
    case 'subscription':
      await actions.askMeta();
      return undefined;
    case 'dashboard':
      return actions.openDashboard();
  }
}

/** History that cannot be read has nothing more to show; the list must not wait for it for ever. */
function olderOrNone(before: string | undefined, actions: SessionActions): ReturnType<SessionActions['older']> {
  return actions.older(before, PAGE).catch(() => ({ events: [], isAll: true }));
}
