import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { about, type Finding } from '../../doctor/finding.ts';
import { type FolderFacts, judgeFolder, judgeList } from '../../doctor/folder.ts';
import { errorCode } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { readKeptList } from '../../store/kept-list.ts';
import { readOverrideNotes } from '../../store/override-journal.ts';
import { stateOf } from '../../store/process-mark.ts';
import { listSessionFiles } from '../../store/read/session-files.ts';
import { runningListeners } from '../../store/running-listener.ts';
import { META_ASN } from '../ips/flags.ts';

const DAY_MS = 86_400_000;

interface FolderSettings {
  readonly stateDir: string;
  readonly onlyMetaIps?: boolean;
}

/** The state folder and what is in it. */
export async function lookAtFolder(listen: Command, io: Io): Promise<Finding[]> {
  const { stateDir, onlyMetaIps } = listen.opts<FolderSettings>();
  const folder = resolve(io.cwd, stateDir);
  return [
    ...judgeFolder(await folderFacts(stateDir, folder)),
    await listenersOf(folder, io),
    await listOf(folder, onlyMetaIps === true, io),
    ...(await overridesOf(folder, io)),
  ];
}

async function folderFacts(path: string, folder: string): Promise<FolderFacts> {
  const sessions = await listSessionFiles(folder);
  const historyBytes = sessions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const facts = { path, mode: 0o700, sessions: sessions.length, historyBytes };
  try {
    const { mode } = await stat(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    return { ...facts, mode, state: 'writable' };
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT') return { ...facts, state: 'unwritable', code: code ?? 'unknown error' };
    const above = await access(await nearest(dirname(folder)), constants.W_OK | constants.X_OK).catch(
      (cause: unknown) => cause,
    );
    return above === undefined
      ? { ...facts, state: 'none' }
      : { ...facts, state: 'unwritable', code: errorCode(above) ?? '' };
  }
}

/** The first folder upwards that is there: the others would be made. */
async function nearest(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

async function listenersOf(folder: string, io: Io): Promise<Finding> {
  const { ok } = about('listeners', 'running listen');
  const running = await runningListeners(folder, io.isRunning);
  const told = running.map(({ url, pid, forwardTo }) => {
    const targets = forwardTo.length > 0 ? `, forwards to ${forwardTo.join(' and ')}` : '';
    return `${url} (process ${pid})${targets}`;
  });
  return ok(told.length === 0 ? 'none in this folder' : told.join('; '));
}

async function listOf(folder: string, isNeeded: boolean, io: Io): Promise<Finding> {
  const kept = await readKeptList(folder, [META_ASN]);
  if (kept.state !== 'kept') return judgeList({ ...kept, isNeeded });
  const { at, prefixes } = kept.list;
  const ageDays = Math.max(0, Math.floor((io.now().getTime() - Date.parse(at)) / DAY_MS));
  return judgeList({ state: 'kept', ageDays, prefixes: prefixes.length, isNeeded });
}

/** What a killed `listen --override` left at Meta's. */
async function overridesOf(folder: string, io: Io): Promise<Finding[]> {
  const { ok, problem } = about('overrides', 'overrides');
  const { kept, damaged } = await readOverrideNotes(folder);
  const findings: Finding[] = damaged.map((path) =>
    problem(
      `${path} cannot be read: an override may still stand at Meta's.`,
      'See wa-webhook override show, and remove the file.',
    ),
  );
  for (const { note } of kept) {
    const { owner } = note;
    const state = owner === undefined ? 'gone' : await stateOf(owner, io.isRunning);
    if (state === 'running') findings.push(ok(`one is set by the running process ${owner?.pid}, which puts it back`));
    else
      findings.push(problem('One that was set is not put back: Meta sends elsewhere.', 'wa-webhook override restore'));
  }
  return findings;
}
