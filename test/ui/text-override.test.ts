import { describe, expect, it } from 'vitest';
import type { OverrideEvent } from '../../src/events.ts';
import { overrideText } from '../../src/ui/text-override.ts';
import { happened } from '../support/happened.ts';

const ID = '200000000000002';
const OURS = 'https://otter.example/webhook';
const THEIRS = 'https://badger.example/webhook';

function words(event: OverrideEvent): string {
  return overrideText(event)
    .map(({ text }) => text)
    .join('\n');
}

describe('what is told of an override', () => {
  const set = { type: 'override.set', level: 'phone', id: ID, url: OURS, before: null, wayBack: 'clear' } as const;
  const restored = { type: 'override.restored', level: 'phone', id: ID, url: null } as const;
  const failed = { type: 'override.failed', level: 'phone', id: ID, what: 'set', reason: 'No.' } as const;

  it.each([
    [set, `Meta sends the webhooks of number ${ID} to ${OURS} (there was none)`],
    [set, 'At the end it is cleared again.'],
    [set, 'do not follow an override'],
    [{ ...set, level: 'waba' }, 'A number with an override of its own goes there instead.'],
    [{ ...set, before: THEIRS, wayBack: 'restore' }, 'Meta has proven its verify token'],
    [{ ...set, before: THEIRS, wayBack: 'given-up' }, 'the verify token of the one that stood there is not known'],
    [{ ...set, wayBack: 'already' }, `is ${OURS} already, and stays`],
    [{ ...set, wayBack: 'stays' }, 'wa-webhook override restore'],
    [{ ...set, movedFrom: 'https://old.example/webhook' }, `moved to ${OURS}, was https://old.example/webhook`],
    [restored, 'is cleared, as before'],
    [{ ...restored, isLeftOver: true }, 'left by an earlier run, is cleared'],
    [{ ...restored, url: THEIRS }, `is put back to ${THEIRS}`],
    [{ ...restored, lost: THEIRS }, `is cleared; ${THEIRS} stood there and is not put back`],
    [{ type: 'override.foreign', level: 'phone', id: ID, url: null, ours: OURS }, 'left as it is: nothing'],
    [{ ...failed, retryInMs: 3_000 }, 'not set: No. Next try in 3 s.'],
    [{ ...failed, what: 'restore', next: 'Do it.' }, 'NOT PUT BACK: No.\nDo it.'],
  ] satisfies [OverrideEvent, string][])('%# says it', (event, expected) => {
    expect(words(event)).toContain(expected);
  });
});

describe('what is told around it', () => {
  it('asks for nothing to be pasted where --override tells Meta', async () => {
    const { textOf } = await import('../../src/ui/text.ts');
    const told = (more: object) =>
      textOf({ ...happened('receiver.ready'), publicUrl: OURS, ...more })
        .map(({ text }) => text)
        .join('\n');
    expect(told({})).toContain('Paste into');
    expect(told({ isOverridden: true })).not.toContain('Paste into');
  });

  it('shouts a changed URL without a request to run where --override moves it', async () => {
    const { textOf } = await import('../../src/ui/text.ts');
    const lines = textOf({ ...happened('tunnel.opened'), previousUrl: 'https://old.example', isOverridden: true });
    expect(lines[0]?.text).toContain('PUBLIC URL CHANGED');
    expect(lines[0]?.text).toContain('telling Meta');
    expect(lines.map(({ text }) => text).join('\n')).not.toContain('Put the new Callback URL');
  });
});
