import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  beginNote,
  changeNote,
  type OverrideNote,
  ownerState,
  readOverrideNotes,
  removeNote,
  takeNote,
  tidyOverrides,
} from '../../src/store/override-journal.ts';
import { hasOverrideNotes } from '../../src/store/overrides-folder.ts';
import { markProcess } from '../../src/store/process-mark.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { isRunning } from '../support/is-running.ts';

const OWNER = { pid: 4711, host: 'otter' };

const NOTE: OverrideNote = {
  level: 'phone',
  id: '200000000000002',
  before: null,
  ours: ['https://otter.example/webhook'],
  wayBack: 'clear',
  isPending: true,
  at: '2026-01-02T03:04:05.678Z',
  graph: 'https://graph.facebook.com/v26.0',
  owner: OWNER,
};

async function begun(stateDir: string, note = NOTE) {
  const kept = await beginNote(stateDir, note);
  if (kept === undefined) throw new Error('It was there already.');
  return kept;
}

describe('a note', () => {
  it('is private, whole, and gone with its folder', async () => {
    const stateDir = join(temporaryFolder(), '.wa-webhook');
    expect(hasOverrideNotes(stateDir)).toBe(false);
    const kept = await begun(stateDir);
    expect(hasOverrideNotes(stateDir)).toBe(true);
    expect(statSync(kept.path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(kept.path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(kept.path))).toHaveLength(1);
    expect(await readOverrideNotes(stateDir)).toEqual({ kept: [kept], damaged: [] });

    const changed = await changeNote(kept, { isPending: false });
    expect((await readOverrideNotes(stateDir)).kept).toEqual([
      { path: kept.path, note: { ...NOTE, isPending: false } },
    ]);
    await removeNote(changed);
    expect(hasOverrideNotes(stateDir)).toBe(false);
  });

  it('is begun by one alone, of many at the same moment', async () => {
    const stateDir = temporaryFolder();
    const notes = Array.from({ length: 20 }, (_, n) => ({ ...NOTE, owner: { ...OWNER, pid: n + 1 } }));
    const kept = (await Promise.all(notes.map((note) => beginNote(stateDir, note)))).filter(
      (each) => each !== undefined,
    );
    expect(kept).toHaveLength(1);
    expect((await readOverrideNotes(stateDir)).kept).toEqual(kept);
  });

  it('is taken over by one alone', async () => {
    const stateDir = temporaryFolder();
    const kept = await begun(stateDir);
    const takers = Array.from({ length: 20 }, (_, n) => takeNote(kept, { pid: n + 1, host: 'otter' }));
    const taken = (await Promise.all(takers)).filter((each) => each !== undefined);
    expect(taken).toHaveLength(1);
    expect((await readOverrideNotes(stateDir)).kept).toEqual(taken);
  });

  it('that stays stands beside that of a listen', async () => {
    const stateDir = temporaryFolder();
    const { owner: _, ...staying } = NOTE;
    await begun(stateDir);
    await begun(stateDir, staying);
    expect((await readOverrideNotes(stateDir)).kept).toHaveLength(2);
  });

  it.each([
    ['no JSON', '{', 0o600],
    ['another shape', '{"level":"phone"}', 0o600],
    ['an id that is a path', JSON.stringify({ ...NOTE, id: '../../app' }), 0o600],
    ['one that others may read, as a checkout brings it', JSON.stringify(NOTE), 0o644],
  ])('is not believed: %s', async (_, text, mode) => {
    const stateDir = temporaryFolder();
    const path = join(stateDir, 'overrides/phone-200000000000002.json');
    mkdirSync(dirname(path));
    writeFileSync(path, text);
    chmodSync(path, mode);
    expect(await readOverrideNotes(stateDir)).toEqual({ kept: [], damaged: [path] });
  });
});

it('leaves no draft of a killed process for ever, and takes none away that is being written', async () => {
  const stateDir = temporaryFolder();
  const folder = join(stateDir, 'overrides');
  mkdirSync(folder);
  writeFileSync(join(folder, 'phone-1.json.4711.new'), '{');
  const now = Date.now();
  await tidyOverrides(stateDir, new Date(now));
  expect(hasOverrideNotes(stateDir)).toBe(true);
  await tidyOverrides(stateDir, new Date(now + 61_000));
  expect(hasOverrideNotes(stateDir)).toBe(false);
});

describe('its owner', () => {
  it('is this very process, another one, or nobody', async () => {
    const own = await markProcess(process.pid);
    expect(await ownerState({ ...NOTE, owner: own }, isRunning)).toBe('running');
    expect(await ownerState({ ...NOTE, owner: { ...own, host: `${hostname()}-2` } }, isRunning)).toBe('elsewhere');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(await ownerState({ ...NOTE, owner: { ...own, pid } }, isRunning)).toBe('gone');
    const { owner: _, ...staying } = NOTE;
    expect(await ownerState(staying, isRunning)).toBe('set');
  });

  it.runIf(existsSync('/proc/self/stat'))('is gone when its number belongs to a later process', async () => {
    const own = await markProcess(process.pid);
    expect(await ownerState({ ...NOTE, owner: { ...own, start: 'an earlier boot 42' } }, isRunning)).toBe('gone');
  });
});
