import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWebhook, parseWebhookName, type WebhookName } from '../../src/store/find-webhook.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { received } from '../support/happened.ts';

describe('parseWebhookName', () => {
  it.each<[string, WebhookName | undefined]>([
    ['last', { kind: 'last' }],
    ['#12', { kind: 'number', suffix: '-12' }],
    ['12', { kind: 'number', suffix: '-12' }],
    ['mhz3k2p1-12', { kind: 'id', id: 'mhz3k2p1-12' }],
    ['text', undefined],
    ['messages/text', undefined],
    ['list-reply', undefined],
    ['mhz3k2p1-12.json', undefined],
    ['#', undefined],
    ['-', undefined],
    ['../x-1', undefined],
  ])('reads %s', (word, name) => {
    expect(parseWebhookName(word)).toEqual(name);
  });
});

describe('findWebhook', () => {
  const line = (id: string) => `${JSON.stringify({ ...received(1), id })}\n`;
  const stateWith = (sessions: Readonly<Record<string, string>>) => {
    const stateDir = temporaryFolder();
    mkdirSync(join(stateDir, 'history'));
    for (const [name, text] of Object.entries(sessions))
      writeFileSync(join(stateDir, 'history', `${name}.ndjson`), text);
    return stateDir;
  };
  const stateDir = stateWith({
    '2026-11-01T08-00-00.000Z-aaaaaaa1': line('aaaaaaa1-1') + line('aaaaaaa1-11'),
    '2026-11-02T08-00-00.000Z-bbbbbbb2': `${line('bbbbbbb2-1')}${line('bbbbbbb2-2')}{"type":"webhook.rec`,
    '2026-11-03T08-00-00.000Z-ccccccc3': '{"type":"webhook.answered","at":"x","v":1}\n',
  });

  it.each<[WebhookName, string | undefined]>([
    [{ kind: 'last' }, 'bbbbbbb2-2'],
    [{ kind: 'number', suffix: '-1' }, 'bbbbbbb2-1'],
    [{ kind: 'number', suffix: '-11' }, 'aaaaaaa1-11'],
    [{ kind: 'number', suffix: '-3' }, undefined],
    [{ kind: 'id', id: 'aaaaaaa1-1' }, 'aaaaaaa1-1'],
    [{ kind: 'id', id: 'aaaaaaa1-2' }, undefined],
    [{ kind: 'id', id: 'ddddddd4-1' }, undefined],
  ])('finds %j', async (name, id) => {
    expect((await findWebhook(stateDir, name))?.id).toBe(id);
  });

  it('finds nothing where nothing was kept', async () => {
    expect(await findWebhook(temporaryFolder(), { kind: 'last' })).toBeUndefined();
  });
});
