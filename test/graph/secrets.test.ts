import { expect, it } from 'vitest';
import { createScrubber } from '../../src/graph/secrets.ts';

it('takes every spelling of every secret out of texts, values and keys', () => {
  const { text, json } = createScrubber(['EAA|x', 'app-secret', '']);
  expect(text('EAA|x and EAA%7Cx and app-secret')).toBe('[secret] and [secret] and [secret]');
  expect(json({ 'app-secret': [1, null, { at: 'https://x.example/?t=EAA%7Cx' }] })).toEqual({
    '[secret]': [1, null, { at: 'https://x.example/?t=[secret]' }],
  });
});
