import { cleanup, render } from 'ink-testing-library';
import stringWidth from 'string-width';
import { afterEach, describe, expect, it } from 'vitest';
import type { Stamped } from '../../../src/events.ts';
import { App } from '../../../src/ui/tui/app.tsx';
import type { SessionInput } from '../../../src/ui/tui/session-state.ts';
import { createSessionStore } from '../../../src/ui/tui/session-store.ts';
import { themeFor } from '../../../src/ui/tui/theme.ts';
import { eventually } from '../../support/eventually.ts';
import { HAPPENED_AT, happened, received } from '../../support/happened.ts';
import { textMessage } from '../../support/listening.ts';
import { presses, typed } from '../../support/tui.ts';

const ARROW_UP = '\u001b[A';
const ARROW_DOWN = '\u001b[B';

const opened: readonly Stamped[] = [
  happened('receiver.listening', { isSignatureChecked: false, forwardTo: ['http://localhost:3000/hook'] }),
  happened('tunnel.opened', { notices: ['Everything travels in clear text'] }),
  happened('receiver.ready'),
];
const APP = 'http://localhost:3000/hook';
const start = [...opened, happened('handshake.answered')];

function show(columns: number, rows: number, events: readonly SessionInput[] = start) {
  const store = createSessionStore();
  store.dispatch({ type: 'terminal.resized', columns, rows });
  for (const event of events) store.dispatch(event);

  let quits = 0;
  store.onAsked(({ kind }) => {
    if (kind === 'quit') quits += 1;
  });
  const screen = render(<App store={store} theme={themeFor(true)} />);
  // The library's terminal always is 100 columns wide; Ink asks it at each layout.
  Object.defineProperty(screen.stdout, 'columns', { value: columns });
  screen.rerender(<App store={store} theme={themeFor(true)} />);

  return { store, stdin: screen.stdin, frame: () => screen.lastFrame() ?? '', quits: () => quits };
}

function selectedLabel(frame: string): string | undefined {
  return /^›.*?(#\d+)/m.exec(frame)?.[1];
}

afterEach(cleanup);

describe.each([
  [80, 24],
  [40, 20],
  [200, 50],
  [20, 8],
])('at %i x %i', (columns, rows) => {
  it('fits the screen: before anything came, full of webhooks, and in trouble', async () => {
    const { store, frame } = show(columns, rows);
    const fits = () => {
      const lines = frame().split('\n');
      expect(lines).toHaveLength(rows - 1);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    };
    await eventually(fits);

    for (let n = 1; n <= 60; n += 1) store.dispatch(received(n));
    store.dispatch(happened('tunnel.lost'));
    await eventually(() => expect(selectedLabel(frame())).toBe('#60'));
    fits();
  });
});

describe('before the first webhook', () => {
  it('shows what to paste and how to send one', async () => {
    const { frame } = show(80, 24, opened);
    await eventually(() => expect(frame()).toContain('Callback URL  https://otter.example/webhook'));
    expect(frame()).toContain('Verify token  q8Zk3v0bXyPA');
    expect(frame()).toContain('wa-webhook replay text');
    expect(frame()).toContain('--app-secret-file');
    expect(frame()).toContain('Everything travels in clear text.');
  });

  it('says what comes after the handshake', async () => {
    const { frame } = show(80, 24);
    await eventually(() => expect(frame()).toContain('Now subscribe to the field "messages"'));
    expect(frame()).toContain('meta    handshake ok');
  });

  it('wraps a long URL rather than cutting it', async () => {
    const publicUrl = `https://${'otter-'.repeat(12)}.example/webhook`;
    const { frame } = show(40, 30, [...opened, happened('receiver.ready', { publicUrl })]);
    await eventually(() => expect(frame().replaceAll('\n', '')).toContain(publicUrl));
  });

  it('says so when Meta cannot reach it', async () => {
    const { frame } = show(80, 24, [happened('receiver.listening'), happened('receiver.ready', { publicUrl: null })]);
    await eventually(() => expect(frame()).toContain('Without a public URL, Meta cannot reach this receiver.'));
    expect(frame()).toContain('wa-webhook replay text');
  });
});

describe('the status bar', () => {
  it('shows URLs, token, signature checking, tunnel, handshake and counts at 80 x 24', async () => {
    const { frame } = show(80, 24, [...start, received(1), happened('webhook.refused')]);
    await eventually(() => expect(frame()).toContain('#1'));
    const [reach, receiver, checks, counts] = frame().split('\n');

    expect(reach).toBe('public  https://otter.example/webhook · tunnel up (localtunnel)');
    expect(receiver).toBe('local   http://127.0.0.1:8090/webhook · → http://localhost:3000/hook');
    expect(checks).toMatch(/^meta {4}handshake ok [\d:]{8} · signature check off · by facebookplatform\/1\.0$/);
    expect(counts).toMatch(/^── 1 received · 0 again · 1 refused · 1 bad signature ─+$/);
    expect(frame()).toContain('↑↓ move');
    expect(frame()).toContain('q quit');
  });

  it('shouts a changed URL', async () => {
    const { frame } = show(80, 24, [...start, happened('tunnel.opened', { previousUrl: 'https://old.example' })]);
    await eventually(() => expect(frame()).toContain('URL CHANGED'));
    expect(frame()).toContain('Meta still has https://old.example.');
  });
});

describe('a row', () => {
  it('says what came, what is odd about it, and what was answered', async () => {
    const odd = received(7, { duplicateOf: 'mhz3k2p1-6', signature: { state: 'missing', reason: 'no header' } });
    const { frame } = show(80, 24, [...start, odd, happened('webhook.answered', { id: odd.id, status: 500 })]);

    await eventually(() =>
      expect(frame()).toMatch(/^›[\d:]{8} ← #7 {4}500 {2}12 ms {3}text from Ada.* \[again, unsigned\]$/m),
    );
  });

  it.each([
    ['OSC 52', '\u001b]52;c;aGk=\u0007'],
    ['clear screen', '\u001b[2J\u009b2J'],
    ['right-to-left override', '\u202eevil\u2066'],
    ['a joined family', '👩‍👩‍👧‍👦 ❤️ 👋🏽 1️⃣'],
    ['line breaks', 'a\r\nb\nc\td\u2028e'],
    ['10,000 letters', 'x'.repeat(10_000)],
    ['10,000 accents', `a${'\u0301'.repeat(10_000)}`],
    ['lone surrogates', '\ud83d \udc69'],
    ['wide letters', '你好世界'.repeat(50)],
    ['invisible wide letters', '\u3164\u115f'],
  ])('is harmless and keeps its columns with %s in a name', async (_, name) => {
    const hostile = received(1, {
      id: `${name}-1`,
      notifications: [{ field: 'messages', kind: 'message', type: 'text', summary: `text from ${name}: "hi"` }],
    });
    const { frame } = show(80, 24, [
      ...start,
      hostile,
      happened('webhook.answered', { id: hostile.id }),
      happened('setting.noted', { note: name }),
    ]);
    await eventually(() => expect(selectedLabel(frame())).toBe('#1'));

    expect(frame()).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]|\ufe0f|[\u{1f3fb}-\u{1f3ff}]/u);
    const row =
      frame()
        .split('\n')
        .find((line) => line.startsWith('›')) ?? '';
    expect(stringWidth(row)).toBeLessThanOrEqual(80);
    expect(row).toMatch(/^›[\d:]{8} ← #1 {4}200 {2}12 ms {3}text from /);
  });
});

describe('below the list', () => {
  it('stands what the row has no room for', async () => {
    const id = 'mhz3k2p1-9';
    const answered = happened('webhook.answered', { id, status: 502, by: 'listen' });
    const { frame } = show(80, 24, [...start, received(9), happened('forward.failed', { id }), answered]);
    await eventually(() => expect(frame()).toContain('502'));
    expect(frame().split('\n').slice(-5, -1)).toEqual([
      '─'.repeat(80),
      '#9 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid',
      '#9 → http://localhost:3000/hook: no answer (ECONNREFUSED) after 3 ms · Nothing …',
      '#9 answered 502 by listen in 12 ms · Meta sends it again',
    ]);
  });

  it('says when there is more than it shows', async () => {
    const notifications = Array.from({ length: 9 }, (_, n) => {
      return { field: 'messages', kind: 'message', type: 'text', summary: `text ${n}` } as const;
    });
    const { frame } = show(80, 24, [...start, received(1, { notifications })]);
    await eventually(() => expect(frame()).toContain('#1 text 0 · signature valid\n+ text 1\n+ text 2 …\n'));
  });

  it('is nothing on a screen without room', async () => {
    const { frame } = show(80, 10, [...start, received(1)]);
    await eventually(() => expect(frame()).toContain('#1'));
    expect(frame()).not.toContain('signature valid');
  });
});

describe('the keys', () => {
  it('move the selection, which new webhooks then leave alone', async () => {
    const { store, stdin, frame } = show(80, 24, [...start, received(1), received(2), received(3)]);
    const presses: [string, string][] = [
      [ARROW_UP, '#2'],
      ['k', '#1'],
      [ARROW_DOWN, '#2'],
      ['j', '#3'],
      ['g', '#1'],
      ['G', '#3'],
      ['kk', '#1'],
    ];
    await eventually(() => expect(selectedLabel(frame())).toBe('#3'));
    for (const [key, label] of presses) {
      stdin.write(key);
      await eventually(() => expect(selectedLabel(frame())).toBe(label));
    }

    store.dispatch(received(4));
    await eventually(() => expect(frame()).toContain('#4'));
    expect(selectedLabel(frame())).toBe('#1');
    expect(frame()).toContain('G for newest');
  });

  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('%s quits', async (_, key) => {
    const { stdin, frame, quits } = show(80, 24);
    await eventually(() => expect(frame()).toContain('q quit'));
    stdin.write(key);
    await eventually(() => expect(quits()).toBe(1));
  });
});

describe.each([
  [80, 24],
  [40, 20],
  [200, 50],
])('each panel at %i x %i', (columns, rows) => {
  const message = {
    field: 'messages',
    kind: 'message',
    type: 'text',
    messageId: 'wamid.A',
    from: '16505551234',
  } as const;
  const status = {
    ...message,
    kind: 'status',
    type: 'read',
    messageId: 'wamid.B',
    summary: 'read by 16505551234',
  } as const;
  const webhook = received(2, {
    body: textMessage('wamid.A', 'مرحبا 你好 👩‍👩‍👧 \u202eevil'),
    notifications: [{ ...message, summary: 'text from Ada: "مرحبا 你好 👩‍👩‍👧 \u202eevil"' }],
  });
  const silent: SessionInput = { type: 'clock.ticked', atMs: Date.parse(HAPPENED_AT) + 60_000 };
  const opening: readonly SessionInput[] = [...presses('enter'), { type: 'webhook.opened', key: webhook.id, webhook }];
  const came: readonly SessionInput[] = [...start, received(1, { notifications: [status] }), webhook];
  const fixtures: SessionInput = { type: 'fixtures.listed', names: ['messages/text', 'messages/image'] };

  it.each<[string, readonly SessionInput[], RegExp]>([
    ['first steps', opened, /Callback URL/],
    ['silence', [...start, silent], /Is? ?"?messages|subscribed/],
    ['deliveries', came, /^›.* #2 /m],
    ['messages', [...came, ...presses('tab')], columns < 72 ? /·+r/ : /···· › ········· › read/],
    ['explained', [...came, ...opening], /\[explained\]/],
    ['body', [...came, ...opening, ...presses('tab')], /"object"/],
    ['exact', [...came, ...opening, ...presses('tab', 'tab')], /\{"object":"whatsapp/],
    ['headers', [...came, ...opening, ...presses('shift-tab')], /POST \/webhook/],
    ['search', [...came, ...opening, ...presses('tab', '/'), ...typed('"ada"'), ...presses('enter')], /"Ada"/],
    ['help', [...came, ...presses('?')], /Enter +open: explained/],
    ['checklist', [...came, ...presses('w')], /Why does nothing arrive\?/],
    ['filter', [...came, ...presses('/'), ...typed('ada')], /filter: ada▏/],
    ['fixtures', [...came, ...presses('f'), fixtures], /^› messages\/text/m],
    ['name', [...came, ...presses('s')], /save as fixture: text-2▏/],
    ['paused', [...came, ...presses('p'), received(3)], /PAUSED, 1 new/],
    ['cleared', [...came, ...presses('x')], /The list is cleared/],
    [
      'said',
      [...came, { type: 'action.told', text: `It said ${'word '.repeat(60)}`, isTrouble: true }],
      /It said word/,
    ],
    ['fault', [...came, happened('fault.set')], /Faults on purpose/],
    ['waiting', [...came, happened('forward.waiting', { to: APP })], /3 webhooks wait/],
  ])('%s', async (_, inputs, words) => {
    const { frame } = show(columns, rows, inputs);
    await eventually(() => expect(frame()).toMatch(words));
    const lines = frame().split('\n');
    expect(lines).toHaveLength(rows - 1);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(frame()).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
  });
});

describe('the colours', () => {
  it('can be read on a light background as on a dark one, and none are needed', () => {
    const colors = Object.values(themeFor(true)).flatMap((style) => ('color' in style ? [style.color] : []));
    expect(new Set(colors)).toEqual(new Set(['green', 'magenta', 'red']));
    expect(Object.values(themeFor(false)).some((style) => 'color' in style)).toBe(false);
  });
});
