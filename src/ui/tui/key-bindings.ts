/** Where a key means something: the list, an opened webhook, the panels of help and checklist. */
export type Place = 'list' | 'detail' | 'panel';

export interface KeyBinding {
  /** By the names of {@link pressesOf}. */
  readonly keys: readonly string[];
  readonly command: KeyCommand;
  readonly places: readonly Place[];
  readonly does: string;
  /** One word for the line at the bottom, which has room for few. */
  readonly word?: string;
  /** The flag or the command that does the same without this screen. */
  readonly elsewhere?: string;
}

/** THE LIST of keys: what a press means, and what the help panel says. */
export const keyBindings = [
  {
    keys: ['up', 'k'],
    command: 'up',
    places: ['list', 'detail', 'panel'],
    does: 'one up; at the top, older ones from history',
    elsewhere: 'wa-webhook explain ID',
  },
  { keys: ['down', 'j'], command: 'down', places: ['list', 'detail', 'panel'], does: 'one down', word: 'move' },
  { keys: ['page-up', 'b'], command: 'page-up', places: ['list', 'detail', 'panel'], does: 'a page up' },
  { keys: ['page-down', ' '], command: 'page-down', places: ['list', 'detail', 'panel'], does: 'a page down' },
  { keys: ['home', 'g'], command: 'first', places: ['list', 'detail', 'panel'], does: 'to the first' },
  {
    keys: ['end', 'G'],
    command: 'last',
    places: ['list', 'detail', 'panel'],
    does: 'to the newest, and follow',
  },
  {
    keys: ['enter'],
    command: 'open',
    places: ['list'],
    does: 'open: explained, body, exact bytes, headers',
    word: 'open',
    elsewhere: 'wa-webhook explain ID',
  },
  {
    keys: ['tab'],
    command: 'next-view',
    places: ['list', 'detail'],
    does: 'deliveries or messages; in an opened webhook its next part',
    word: 'view',
  },
  { keys: ['shift-tab'], command: 'previous-view', places: ['detail'], does: 'its previous part' },
  {
    keys: ['escape', 'enter', 'left'],
    command: 'back',
    places: ['detail', 'panel'],
    does: 'back to the list',
    word: 'back',
  },
  { keys: ['escape'], command: 'unfilter', places: ['list'], does: 'show all again' },
  {
    keys: ['/'],
    command: 'filter',
    places: ['list'],
    does: 'filter: words, kind: from: sig: status: is:',
    word: 'filter',
    elsewhere: 'wa-webhook events list',
  },
  { keys: ['/'], command: 'search', places: ['detail'], does: 'search in an opened webhook', word: 'search' },
  { keys: ['n'], command: 'next-match', places: ['detail'], does: 'next match', word: 'next' },
  { keys: ['N'], command: 'previous-match', places: ['detail'], does: 'previous match' },
  {
    keys: ['r'],
    command: 'replay',
    places: ['list', 'detail'],
    does: 'replay the same bytes to your app',
    word: 'replay',
    elsewhere: 'wa-webhook replay ID',
  },
  {
    keys: ['d'],
    command: 'duplicate',
    places: ['list', 'detail'],
    does: 'send it to this receiver again, as Meta does',
    word: 'duplicate',
    elsewhere: 'wa-webhook replay ID --to URL',
  },
  {
    keys: ['e'],
    command: 'edit',
    places: ['list', 'detail'],
    does: 'edit in $EDITOR, then replay signed anew',
    word: 'edit',
    elsewhere: 'wa-webhook replay FILE',
  },
  {
    keys: ['c'],
    command: 'copy',
    places: ['list', 'detail'],
    does: 'copy as curl',
    word: 'copy',
    elsewhere: 'wa-webhook replay ID --print curl',
  },
  {
    keys: ['s'],
    command: 'save',
    places: ['list', 'detail'],
    does: 'save as a fixture, personal parts replaced',
    word: 'save',
    elsewhere: 'wa-webhook explain ID --save-fixture NAME',
  },
  {
    keys: ['f'],
    command: 'fire',
    places: ['list'],
    does: 'fire a fixture',
    word: 'fire',
    elsewhere: 'wa-webhook replay FIXTURE',
  },
  {
    keys: ['1', '2', '3', '4', '5'],
    command: 'fault',
    places: ['list'],
    does: 'answer with 200, 500, 500 three times, slowly, not at all',
    elsewhere: 'listen --respond SPEC',
  },
  { keys: ['p'], command: 'pause', places: ['list'], does: 'pause the list, and go on', word: 'pause' },
  { keys: ['x'], command: 'clear', places: ['list'], does: 'clear the list; history keeps all' },
  { keys: ['w'], command: 'guide', places: ['list'], does: 'why does nothing arrive?', word: 'why' },
  { keys: ['o'], command: 'dashboard', places: ['list', 'detail'], does: "open Meta's App Dashboard" },
  {
    keys: ['?'],
    command: 'help',
    places: ['list', 'detail', 'panel'],
    does: 'these keys',
    word: 'help',
    elsewhere: 'wa-webhook listen --help',
  },
  {
    keys: ['q', 'ctrl-c'],
    command: 'quit',
    places: ['list', 'detail', 'panel'],
    does: 'quit',
    word: 'quit',
    elsewhere: 'Ctrl-C',
  },
] as const satisfies readonly { command: string; [part: string]: unknown }[];

export type KeyCommand = (typeof keyBindings)[number]['command'];

export type MoveCommand = Extract<KeyCommand, 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'>;
