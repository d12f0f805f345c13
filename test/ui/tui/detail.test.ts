import { describe, expect, it } from 'vitest';
import { detailLines } from '../../../src/ui/tui/panel-lines.ts';
import type { OpenedWebhook, SessionState } from '../../../src/ui/tui/session-state.ts';
import { documentOf } from '../../../src/ui/tui/text-document.ts';
import { happened, received, stateAfter } from '../../support/happened.ts';
import { textMessage } from '../../support/listening.ts';
import { presses, resized, stateFrom, typed } from '../../support/tui.ts';

const key = 'mhz3k2p1-12';
const message = {
  field: 'messages',
  kind: 'message',
  type: 'text',
  messageId: 'wamid.A',
  summary: 'text from Ada',
} as const;
const webhook = received(12, { body: textMessage('wamid.A', 'Grüße 👋'), sizeBytes: 400, notifications: [message] });

function opened(event: OpenedWebhook, ...before: Parameters<typeof stateFrom>[1][]): SessionState {
  const isRefused = event.type === 'webhook.refused';
  return stateFrom(stateAfter(...before, event), ...presses('enter'), {
    type: 'webhook.opened',
    key: isRefused ? 'refused-1' : event.id,
    webhook: event,
  });
}

function fastestMs(work: () => void): number {
  const tookMs = Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    work();
    return performance.now() - startedMs;
  });
  return Math.min(...tookMs);
}

function textOf({ detail }: SessionState): string {
  return detail === undefined ? 'closed' : detailLines(detail, 10_000).join('\n');
}

describe('an opened webhook', () => {
  it('tells verdict, answer, other deliveries and the explained payload', () => {
    const earlier = received(7, { notifications: [message] });
    const state = opened(webhook, earlier, happened('webhook.received', { id: 'mhz3k2p1-8' }));
    const text = textOf(
      stateFrom(
        state,
        happened('webhook.answered', { id: key, status: 502, tookMs: 12 }),
        happened('forward.failed', { id: key }),
        ...presses('tab', 'shift-tab'),
      ),
    );
    expect(text).toMatch(/^Came [\d:]{8}, 400 bytes, POST \/webhook\.\nSignature: valid, /);
    expect(text).toContain('Answer: 502 in 12 ms. Meta sends it again.');
    expect(text).toContain('App: #12 → http://localhost:3000/hook: no answer (ECONNREFUSED)');
    expect(text).toMatch(/1 other delivery of the same message:\n {2}[\d:]{8} #7 before this: text from Ada/);
    expect(text).toContain('text.body: "Grüße 👋"');
  });

  it.each<[number, string]>([
    [12, 'good (Meta wants half of them within 250 ms)'],
    [251, 'over 250 ms, within 1 s'],
    [1_001, 'SLOW: Meta wants 99 of 100 within 1 s'],
  ])('says what %i ms mean', (tookMs, words) => {
    const answered = happened('webhook.answered', { id: key, tookMs });
    const state = stateFrom(opened(webhook), answered, ...presses('tab', 'shift-tab'));
    expect(textOf(state).replaceAll('\n', ' ')).toContain(words);
  });

  it('says why a signature does not hold', () => {
    const refused = happened('webhook.refused', { cause: 'the verify token was the key' });
    expect(textOf(opened(refused))).toContain('Cause: the verify token was the key.');
    const bad = received(12, { signature: { state: 'invalid', reason: 'It differs', cause: 'sha1' } });
    expect(textOf(opened(bad))).toContain('Signature: invalid. It differs. Cause: sha1.');
    expect(textOf(opened(refused))).toContain('The body was not read.');
  });

  it('shows the body laid out, its exact bytes, and the headers', () => {
    const state = opened(webhook);
    expect(textOf(stateFrom(state, ...presses('tab')))).toContain('"body": "Grüße 👋"');
    expect(textOf(stateFrom(state, ...presses('tab', 'tab'))).replaceAll('\n', '')).toBe(
      textMessage('wamid.A', 'Grüße 👋'),
    );
    expect(textOf(stateFrom(state, ...presses('shift-tab')))).toBe('POST /webhook\ncontent-type: application/json');
  });

  it('is laid out anew on a narrower screen', () => {
    const state = stateFrom(opened(webhook), resized(40, 20));
    for (const line of textOf(state).split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('finds words, forth and back and around', () => {
    const state = stateFrom(opened(webhook), ...presses('tab', '/'), ...typed('"ID"'), ...presses('enter'));
    const lines = textOf(state).split('\n');
    const places = lines.flatMap((line, index) => (line.includes('"id"') ? [index] : []));
    expect(places).toHaveLength(2);
    expect(state.detail?.search?.line).toBe(places[0]);
    expect(stateFrom(state, ...presses('n')).detail?.search?.line).toBe(places[1]);
    expect(stateFrom(state, ...presses('n', 'n')).detail?.search?.line).toBe(places[0]);
    expect(stateFrom(state, ...presses('N')).detail?.search?.line).toBe(places[1]);
    expect(stateFrom(state, ...presses('/', 'ctrl-u'), ...typed('zzz'), ...presses('enter')).said?.text).toBe(
      '"zzz" is not in it.',
    );
  });

  it.each([
    ['no JSON', 'no JSON at all', 'It is not JSON.'],
    ['nesting', '['.repeat(50_000) + ']'.repeat(50_000), 'the envelope is broken'],
    ['another product', '{"object":"page","entry":[]}', 'webhook of another product'],
  ])('bears %s', (_, body, words) => {
    const state = opened(received(12, { body }));
    expect(textOf(state).replaceAll('\n', ' ')).toContain(words);
    expect(textOf(stateFrom(state, ...presses('tab'))).length).toBeGreaterThan(10);
  });

  it('says when its body is gone', () => {
    const state = stateFrom(stateAfter(webhook), ...presses('enter'), {
      type: 'webhook.opened',
      key,
      webhook: undefined,
    });
    expect(state.detail).toBeUndefined();
    expect(state.said?.text).toMatch(/^Its body is gone/);
  });

  it('is not the one that another key opened meanwhile', () => {
    const state = stateFrom(stateAfter(webhook), ...presses('enter', 'escape'), {
      type: 'webhook.opened',
      key,
      webhook,
    });
    expect(state.detail).toBeUndefined();
  });

  it('scrolls through 3 MB by making only the lines that are seen', () => {
    const body = JSON.stringify(
      Array.from({ length: 60_000 }, (_, n) => ({ id: `wamid.${n}`, text: 'Grüße 👋'.repeat(3) })),
    );
    const state = opened(received(12, { body, sizeBytes: 3_000_000 }));
    expect(textOf(state)).toContain('Too large to be explained here: wa-webhook explain mhz3k2p1-12');
    const pretty = stateFrom(state, ...presses('tab'));
    const lines = pretty.detail?.document.starts.length ?? 0;
    expect(lines).toBeGreaterThan(200_000);

    // However long the text is, a page costs a page: laying all of it out takes more than three of them.
    const layingOutMs = fastestMs(() => documentOf(pretty.detail?.document.text ?? '', 80));
    const scrollingMs = fastestMs(() => {
      let state = stateFrom(pretty, ...presses('end'));
      for (let page = 0; page < 3; page += 1) {
        state = stateFrom(state, ...presses('page-up'));
        expect(state.detail === undefined ? [] : detailLines(state.detail, 20)).toHaveLength(20);
      }
    });
    expect(scrollingMs).toBeLessThan(layingOutMs);
  });
});
