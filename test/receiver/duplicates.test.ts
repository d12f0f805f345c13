import { describe, expect, it } from 'vitest';
import { createDuplicates } from '../../src/receiver/duplicates.ts';
import type { Notification } from '../../src/webhook/notification.ts';

const about = { field: 'messages', summary: 'x' };
const message = (messageId: string): Notification => ({ ...about, kind: 'message', type: 'text', messageId });
const status = (messageId: string, type: string, participantId?: string): Notification => ({
  ...about,
  kind: 'status',
  type,
  messageId,
  ...(participantId === undefined ? {} : { participantId }),
});

function noteAll(...webhooks: readonly (readonly Notification[])[]): (string | undefined)[] {
  const duplicates = createDuplicates();
  return webhooks.map(
    (notifications, index) =>
      duplicates.note({ id: `#${index}`, atMs: index, notifications, rawBody: Buffer.from(`${index}`) })?.id,
  );
}

describe('createDuplicates', () => {
  it('knows a message by its id, whatever the bytes', () => {
    expect(noteAll([message('A')], [message('B')], [message('A')])).toEqual([undefined, undefined, '#0']);
  });

  it('tells the statuses of a message apart, and the participants of a group', () => {
    expect(noteAll([status('A', 'sent')], [status('A', 'read')], [message('A')], [status('A', 'sent')])).toEqual([
      undefined,
      undefined,
      undefined,
      '#0',
    ]);
    expect(noteAll([status('A', 'read', 'p')], [status('A', 'read', 'q')])).toEqual([undefined, undefined]);
  });

  it('finds one known part in a batch, and names the first that had it', () => {
    expect(noteAll([message('A')], [message('B'), message('A')], [message('B')])).toEqual([undefined, '#0', '#1']);
  });

  it('knows what has no id by its bytes', () => {
    const duplicates = createDuplicates();
    const event: Notification = { ...about, kind: 'event', type: 'PARTNER_ADDED' };
    const webhook = { notifications: [event], rawBody: Buffer.from('{}'), atMs: 0 };
    expect(duplicates.note({ ...webhook, id: '#1' })).toBeUndefined();
    expect(duplicates.note({ ...webhook, id: '#2', rawBody: Buffer.from('[]') })).toBeUndefined();
    expect(duplicates.note({ ...webhook, id: '#3' })?.id).toBe('#1');
  });

  it('forgets what could not be kept, and nothing that came before it', () => {
    const duplicates = createDuplicates();
    const webhook = (id: string, ...ids: string[]) => {
      return { id, atMs: 0, notifications: ids.map(message), rawBody: Buffer.from(id) };
    };
    duplicates.note(webhook('#1', 'A'));
    duplicates.note(webhook('#2', 'A', 'B'));
    duplicates.forget(webhook('#2', 'A', 'B'));
    expect(duplicates.note(webhook('#3', 'B'))).toBeUndefined();
    expect(duplicates.note(webhook('#4', 'A'))?.id).toBe('#1');
  });

  it('forgets the oldest when it is full', () => {
    const duplicates = createDuplicates(2);
    const note = (id: string) =>
      duplicates.note({ id, atMs: 0, notifications: [message(id)], rawBody: Buffer.from(id) });
    for (const id of ['A', 'B', 'C']) note(id);
    expect(note('C')).toBeDefined();
    expect(note('A')).toBeUndefined();
  });
});
