import { describe, expect, it } from 'vitest';
import { brief, quoted, shortId } from '../../../src/webhook/describe/wording.ts';
import { WAMID } from './telling.ts';

describe('wording', () => {
  it('cuts between graphemes', () => {
    expect(quoted('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(quoted('x'.repeat(81))).toBe(`"${'x'.repeat(80)}…"`);
    expect(brief('👩‍👩‍👧‍👦'.repeat(5), 3)).toBe(`${'👩‍👩‍👧‍👦'.repeat(3)}…`);
    expect(brief('e\u0301'.repeat(5), 3)).toBe(`${'e\u0301'.repeat(3)}…`);
    expect(brief('👋'.repeat(5), 6)).toBe('👋'.repeat(5));
  });

  it('stays short when accents are stacked without end', () => {
    expect(quoted(`a${'\u0301'.repeat(1_000_000)}`).length).toBeLessThan(500);
  });

  it('never cuts a character in half', () => {
    for (let lead = 0; lead < 4; lead += 1)
      expect(quoted(`${'x'.repeat(lead)}${'👋🏽'.repeat(400)}`)).not.toMatch(/\p{Cs}/u);
  });

  it('shows of an id what tells it from others', () => {
    expect(shortId('wamid.1')).toBe('wamid.1');
    expect(shortId(WAMID)).toBe('wamid.…RkU2Qw');
    expect(shortId(WAMID.replace('wamid', 'wacid'))).toBe('wacid.…RkU2Qw');
    expect(WAMID).toContain('RkU2Qw');
  });
});
