import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOlder } from '../../src/store/history-back.ts';
import { temporaryFolder } from '../support/fake-io.ts';

function line(type: string, id: string, body = '{}'): string {
  return `${JSON.stringify({ type, at: '2026-01-02T03:04:05.678Z', v: 1, id, body })}\n`;
}

/** A state folder whose history holds these sessions, the oldest first. */
function historyOf(sessions: Readonly<Record<string, string>>): string {
  const stateDir = temporaryFolder();
  mkdirSync(join(stateDir, 'history'));
  for (const [index, [session, text]] of Object.entries(sessions).entries()) {
    writeFileSync(join(stateDir, 'history', `2026-01-0${index + 1}-${session}.ndjson`), text);
  }
  return stateDir;
}

function webhooks(session: string, first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, n) => line('webhook.received', `${session}-${first + n}`)).join(
    '',
  );
}

async function idsBefore(stateDir: string, before: string | undefined, count: number) {
  const { lines, isAll } = await readOlder(stateDir, { before, count });
  const ids = lines.flatMap((each) => (typeof each === 'object' && each !== null && 'id' in each ? [each.id] : []));
  return { ids, isAll };
}

describe('reading history backwards', () => {
  const stateDir = historyOf({ aaaaaaa: webhooks('aaaaaaa', 1, 3), bbbbbbb: webhooks('bbbbbbb', 1, 5) });

  it.each<[string | undefined, number, readonly string[], boolean]>([
    ['bbbbbbb-4', 2, ['bbbbbbb-2', 'bbbbbbb-3'], false],
    ['bbbbbbb-2', 2, ['aaaaaaa-3', 'bbbbbbb-1'], false],
    ['bbbbbbb-1', 9, ['aaaaaaa-1', 'aaaaaaa-2', 'aaaaaaa-3'], true],
    ['aaaaaaa-1', 9, [], true],
    [undefined, 2, ['bbbbbbb-4', 'bbbbbbb-5'], false],
    ['ccccccc-1', 9, [], true],
  ])('before %s, %i of them', async (before, count, ids, isAll) => {
    expect(await idsBefore(stateDir, before, count)).toEqual({ ids, isAll });
  });

  it('finds nothing where there is no history', async () => {
    expect(await idsBefore(temporaryFolder(), undefined, 5)).toEqual({ ids: [], isAll: true });
  });

  it('brings along what became of them, though it stands behind later ones', async () => {
    const text =
      webhooks('aaaaaaa', 1, 3) + line('webhook.answered', 'aaaaaaa-1') + line('forward.failed', 'aaaaaaa-2');
    const { lines } = await readOlder(historyOf({ aaaaaaa: text }), { before: 'aaaaaaa-3', count: 5 });
    expect(lines).toEqual([
      expect.objectContaining({ type: 'webhook.received', id: 'aaaaaaa-1' }),
      expect.objectContaining({ type: 'webhook.received', id: 'aaaaaaa-2' }),
      expect.objectContaining({ type: 'webhook.answered', id: 'aaaaaaa-1' }),
      expect.objectContaining({ type: 'forward.failed', id: 'aaaaaaa-2' }),
    ]);
  });

  it('passes over half a line of a session that was killed, and joins long ones from their pieces', async () => {
    const long = line('webhook.received', 'aaaaaaa-2', 'é€👋'.repeat(200_000));
    const text = `${webhooks('aaaaaaa', 1, 1)}${long}${webhooks('aaaaaaa', 3, 4)}${long.slice(0, 300_000)}`;
    const { lines } = await readOlder(historyOf({ aaaaaaa: text }), { before: 'aaaaaaa-4', count: 5 });
    const wanted = [line('webhook.received', 'aaaaaaa-1'), long, line('webhook.received', 'aaaaaaa-3')];
    expect(
      lines.map((each) =>
        createHash('sha256')
          .update(`${JSON.stringify(each)}\n`)
          .digest('hex'),
      ),
    ).toEqual(wanted.map((each) => createHash('sha256').update(each).digest('hex')));
  });

  it('reads no more than it needs', async () => {
    const text = `${'no JSON at all\n'.repeat(10)}${webhooks('aaaaaaa', 1, 20_000)}`;
    const { ids } = await idsBefore(historyOf({ aaaaaaa: text }), 'aaaaaaa-19000', 3);
    expect(ids).toEqual(['aaaaaaa-18997', 'aaaaaaa-18998', 'aaaaaaa-18999']);
  });
});
