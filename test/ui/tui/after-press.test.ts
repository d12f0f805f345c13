import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli.ts';
import { type KeyBinding, keyBindings } from '../../../src/ui/tui/key-bindings.ts';
import { keyLabel, pressesOf } from '../../../src/ui/tui/keys.ts';
import { layoutOf } from '../../../src/ui/tui/layout.ts';
import { helpLines } from '../../../src/ui/tui/panel-lines.ts';
import { initialState, type SessionState } from '../../../src/ui/tui/session-state.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { happened, received, stateAfter } from '../../support/happened.ts';
import { textMessage } from '../../support/listening.ts';
import { presses, selectedKey, stateFrom, typed, webhooks } from '../../support/tui.ts';

const key = 'mhz3k2p1-3';
const status = { field: 'messages', kind: 'status', type: 'sent', messageId: 'wamid.A', summary: 'sent' } as const;
const list = stateFrom(
  stateAfter(...webhooks(1, 2)),
  received(3, { notifications: [status] }),
  happened('handshake.answered'),
);
const detail = stateFrom(list, ...presses('enter'), {
  type: 'webhook.opened',
  key,
  webhook: received(3, { body: textMessage('wamid.A') }),
});

/** What every key does in every place: the bindings that are missing here fail the test below. */
const effects: readonly [place: string, from: SessionState, key: string, expected: object][] = [
  ['list', list, 'up', { cursors: { deliveries: { key: 'mhz3k2p1-2' } } }],
  ['list', stateFrom(list, ...presses('g')), 'down', { cursors: { deliveries: { key: 'mhz3k2p1-2' } } }],
  ['list', list, 'page-up', { cursors: { deliveries: { key: 'mhz3k2p1-1' } } }],
  ['list', stateFrom(list, ...presses('g')), 'page-down', { cursors: { deliveries: {} } }],
  ['list', list, 'home', { cursors: { deliveries: { key: 'mhz3k2p1-1' } } }],
  ['list', stateFrom(list, ...presses('g')), 'end', { cursors: { deliveries: {} } }],
  ['list', list, 'enter', { asked: { kind: 'open', key }, detail: { key, part: 'explained' } }],
  ['list', list, 'tab', { view: 'messages' }],
  ['list', list, 'escape', { filter: { text: '' } }],
  ['list', list, '/', { prompt: { kind: 'filter', text: '' } }],
  ['list', list, 'r', { asked: { kind: 'replay', key }, said: { text: 'Replaying it…' } }],
  ['list', list, 'd', { asked: { kind: 'duplicate', key } }],
  ['list', list, 'e', { asked: { kind: 'edit', key } }],
  ['list', list, 'c', { asked: { kind: 'copy', key } }],
  ['list', list, 's', { prompt: { kind: 'name', text: 'sent-3', key } }],
  ['list', list, 'f', { asked: { kind: 'fixtures' }, prompt: { kind: 'fixture' } }],
  ['list', list, '1', { asked: { kind: 'fault', number: 1 } }],
  ['list', list, '5', { asked: { kind: 'fault', number: 5 } }],
  ['list', list, 'p', { pausedSeq: 3 }],
  ['list', list, 'x', { rows: { size: 0 }, messages: { rows: { size: 0 } } }],
  ['list', list, 'w', { panel: 'guide', asked: { kind: 'subscription' } }],
  ['list', list, 'o', { asked: { kind: 'dashboard' } }],
  ['list', list, '?', { panel: 'help' }],
  ['list', list, 'q', { asked: { kind: 'quit' } }],
  ['list', list, 'ctrl-c', { asked: { kind: 'quit' } }],
  ['detail', detail, 'down', { detail: { top: 1 } }],
  ['detail', stateFrom(detail, ...presses('end')), 'home', { detail: { top: 0 } }],
  ['detail', stateFrom(detail, ...presses('down')), 'up', { detail: { top: 0 } }],
  ['detail', detail, 'tab', { detail: { part: 'body', top: 0 } }],
  ['detail', detail, 'shift-tab', { detail: { part: 'headers' } }],
  ['detail', detail, '/', { prompt: { kind: 'search' } }],
  ['detail', detail, 'r', { asked: { kind: 'replay', key }, detail: { key } }],
  ['detail', detail, 'd', { asked: { kind: 'duplicate', key } }],
  ['detail', detail, 'e', { asked: { kind: 'edit', key } }],
  ['detail', detail, 'c', { asked: { kind: 'copy', key } }],
  ['detail', detail, 's', { prompt: { kind: 'name', key } }],
  ['detail', detail, 'o', { asked: { kind: 'dashboard' } }],
  ['detail', detail, '?', { panel: 'help', detail: { key } }],
  ['detail', detail, 'q', { asked: { kind: 'quit' } }],
  ['panel', stateFrom(list, ...presses('?')), 'down', { panel: 'help', panelTop: 5 }],
  ['panel', stateFrom(list, ...presses('?')), 'q', { asked: { kind: 'quit' } }],
];

describe('a key', () => {
  it.each(effects)('in the %s: %#', (_, from, press, expected) => {
    expect(stateFrom(from, ...presses(press))).toMatchObject(expected);
  });

  it.each(['escape', 'enter', 'left'])('leads back from an opened webhook and from a panel: %s', (press) => {
    expect(stateFrom(detail, ...presses(press)).detail).toBeUndefined();
    expect(stateFrom(list, ...presses('?', press)).panel).toBeUndefined();
    expect(stateFrom(list, ...presses('w', press)).panel).toBeUndefined();
  });

  it.each(['z', '0', 'left', 'alt', 'a pasted text that is longer than what anybody types at once'])(
    'that means nothing changes nothing: %s',
    (press) => {
      expect(stateFrom(list, ...presses(press))).toBe(list);
    },
  );

  it('takes back what was said before', () => {
    const said = stateFrom(list, { type: 'action.told', text: 'Replayed.', isTrouble: false });
    expect(said.said?.text).toBe('Replayed.');
    expect(stateFrom(said, ...presses('up')).said).toBeUndefined();
  });

  it('says that there is nothing yet where it needs a webhook', () => {
    for (const press of ['enter', 'r', 'd', 'e', 'c', 's', 'p']) {
      expect(stateFrom(initialState, ...presses(press)).said).toMatchObject({ isTrouble: true });
    }
  });

  it('is about the last delivery of a message in the view of messages', () => {
    expect(stateFrom(list, ...presses('tab', 'r')).asked).toEqual({ kind: 'replay', key });
  });

  it('opens the newest without losing it to what comes', () => {
    const later = stateFrom(detail, ...webhooks(4, 40), ...presses('escape'));
    expect(selectedKey(later)).toBe(key);
    expect(selectedKey(stateFrom(detail, ...presses('escape'), ...webhooks(4, 5)))).toBe('mhz3k2p1-5');
  });
});

describe('what is typed', () => {
  it('picks a fixture by a part of its name, and fires it', () => {
    const picking = stateFrom(list, ...presses('f'), {
      type: 'fixtures.listed',
      names: ['messages/text', 'messages/image', 'statuses/read'],
    });
    expect(stateFrom(picking, ...typed('img'), ...presses('enter')).asked).toEqual({
      kind: 'fire',
      name: 'messages/image',
    });
    expect(stateFrom(picking, ...presses('down', 'down', 'down', 'up', 'enter')).asked).toMatchObject({
      name: 'messages/image',
    });
    expect(stateFrom(picking, ...typed('zzz'), ...presses('enter'))).toMatchObject({ said: { isTrouble: true } });
    expect(stateFrom(picking, ...presses('escape')).prompt).toBeUndefined();
  });

  it('names a fixture, whatever comes meanwhile', () => {
    const named = stateFrom(list, ...presses('s'), ...webhooks(4, 9), ...presses('ctrl-u'), ...typed('mine'));
    expect(stateFrom(named, ...presses('enter')).asked).toEqual({ kind: 'save', key, name: 'mine' });
  });

  it('holds letters that are keys elsewhere, and a paste', () => {
    const typing = stateFrom(list, ...presses('/'), ...typed('q?'), ...presses('x'.repeat(100)));
    expect(typing.prompt?.text).toBe(`q?${'x'.repeat(100)}`);
    expect(typing.asked).toBe(list.asked);
    expect(stateFrom(typing, ...presses('ctrl-c')).asked).toEqual({ kind: 'quit' });
  });
});

describe('the table of keys', () => {
  const bindings: readonly KeyBinding[] = keyBindings;

  it('has an effect for each of them above', () => {
    const shown = new Set(effects.map(([place, , press]) => `${place} ${press}`));
    const missing = bindings.flatMap(({ keys: [first = ''], command, places }) =>
      places.filter((place) => !shown.has(`${place} ${first}`)).map((place) => `${command} in the ${place}`),
    );
    // Shown by tests of their own: pages, matches, ways back.
    expect(missing.filter((each) => !/^(page-|first|last|up|back|next-match|previous-match|help)/.test(each))).toEqual(
      [],
    );
  });

  it('means one thing by each key in each place', () => {
    const all = bindings.flatMap(({ keys, places }) =>
      places.flatMap((place) => keys.map((each) => `${place} ${each}`)),
    );
    expect(all).toHaveLength(new Set(all).size);
  });

  const elsewhere = bindings.flatMap(({ elsewhere = '' }) => (elsewhere.includes(' ') ? [elsewhere] : []));
  it.each([...new Set(elsewhere)])('names what there is: %s', async (line) => {
    const [command = '', ...words] = line.replace('wa-webhook ', '').split(' ');
    const { io, out } = fakeIo();
    expect(await run([command, '--help'], io)).toBe(0);
    for (const flag of words.filter((word) => word.startsWith('--') && word !== '--help'))
      expect(out()).toContain(flag);
  });

  it('is what the help panel shows', () => {
    const help = helpLines(layoutOf({ ...initialState, columns: 120 })).join('\n');
    for (const binding of bindings) {
      expect(help).toContain(`${keyLabel(binding).padEnd(12)}${binding.does}`);
      if (binding.elsewhere !== undefined) expect(help).toContain(binding.elsewhere);
    }
  });
});

describe('presses', () => {
  const none = {
    upArrow: false,
    downArrow: false,
    leftArrow: false,
    rightArrow: false,
    pageDown: false,
    pageUp: false,
    home: false,
    end: false,
    return: false,
    escape: false,
    ctrl: false,
    shift: false,
    tab: false,
    backspace: false,
    delete: false,
    meta: false,
    super: false,
    hyper: false,
    capsLock: false,
    numLock: false,
  };

  it.each([
    ['', { upArrow: true }, ['up']],
    ['', { return: true }, ['enter']],
    ['', { tab: true, shift: true }, ['shift-tab']],
    ['', { delete: true }, ['backspace']],
    ['', { escape: true, meta: true }, ['escape']],
    ['q', { meta: true }, ['alt']],
    ['c', { ctrl: true }, ['ctrl-c']],
    ['jjk', {}, ['j', 'j', 'k']],
    ['ab\r', {}, ['a', 'b', 'enter']],
    ['\tx\u007f\u0003', {}, ['tab', 'x', 'backspace', 'ctrl-c']],
    ['x'.repeat(41), {}, ['x'.repeat(41)]],
  ])('%j %o', (input, pressed, expected) => {
    expect(pressesOf(input, { ...none, ...pressed })).toEqual(expected);
  });
});
