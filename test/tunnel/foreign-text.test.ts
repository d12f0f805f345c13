import { expect, it } from 'vitest';
import { quote } from '../../src/tunnel/foreign-text.ts';

it('quotes a stranger on one harmless line', () => {
  expect(quote('a\u001b[2J\r\n"b"\u0007\u009b1m\u202egnp.exe\u200b')).toBe(`"a [2J 'b' 1m gnp.exe"`);
});

it('quotes the beginning of a long text, whole characters only', () => {
  expect(quote('👋'.repeat(500))).toBe(`"${'👋'.repeat(160)}…"`);
});
