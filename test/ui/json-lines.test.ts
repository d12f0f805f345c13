import { describe, expect, it } from 'vitest';
import { createEventStream } from '../../src/events.ts';
import { createJsonReader } from '../../src/ui/json-lines.ts';
import { examples, HAPPENED_AT } from '../support/happened.ts';

describe('createJsonReader', () => {
  it.each(Object.values(examples))('writes $type as one line that reads back exactly', (event) => {
    const written: string[] = [];
    const events = createEventStream(() => new Date(HAPPENED_AT));
    events.subscribe(createJsonReader({ write: (text) => written.push(Buffer.from(text).toString('utf8')) > 0 }));

    events.emit(event);

    expect(written).toHaveLength(1);
    const line = written.join('');
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({ ...event, at: HAPPENED_AT, v: 1 });
  });

  it("keeps a stranger's exact value, since no terminal reads it", () => {
    const written: string[] = [];
    const events = createEventStream(() => new Date(HAPPENED_AT));
    events.subscribe(createJsonReader({ write: (text) => written.push(Buffer.from(text).toString('utf8')) > 0 }));

    events.emit({ ...examples['webhook.received'], path: '/\u001b[2J\u202e' });

    expect(JSON.parse(written.join(''))).toMatchObject({ path: '/\u001b[2J\u202e' });
  });
});
