import { describe, expect, it } from 'vitest';
import { happenedAtMs } from '../../src/webhook/happened-at.ts';

describe('when it happened', () => {
  it.each<[string, number | undefined]>([
    ['{"messages":[{"timestamp":"1767225600"}]}', 1_767_225_600_000],
    ['{"entry":[{"id":"1","time":1767225600}]}', 1_767_225_600_000],
    ['{ "timestamp": "1767225600" }', 1_767_225_600_000],
    ['{"timestamp":"17672256000"}', undefined],
    ['{"text":{"body":"\\"timestamp\\":\\"1000000000\\""},"timestamp":"1767225600"}', 1_767_225_600_000],
    ['{"messages":[]}', undefined],
    [`{"text":"${'x'.repeat(70_000)}","timestamp":"1767225600"}`, undefined],
  ])('%#', (text, expected) => {
    expect(happenedAtMs(text)).toBe(expected);
  });
});
