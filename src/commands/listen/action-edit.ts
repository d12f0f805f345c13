import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, errorMessage } from '../../errors.ts';
import type { Io } from '../../io.ts';
import type { ActionResult, LendTerminal } from '../../ui/tui/actions.ts';
import { parseBody } from '../../webhook/payload.ts';
import { bodyAsItCame, sendChanged } from './action-send.ts';
import type { Desk } from './actions.ts';
import type { CameIn } from './recent.ts';

/** Opens the payload in the person's editor, on the terminal that is lent for it, and sends what was made of it. */
export async function editAndSend(
  webhook: CameIn,
  lendTerminal: LendTerminal,
  desk: Desk,
  io: Io,
): Promise<ActionResult> {
  const parsed = parseBody(bodyAsItCame(webhook).rawBody);
  if (!parsed.ok) throw new CliError('input-not-json', `It cannot be edited as JSON: ${parsed.reason}`);

  const before = `${JSON.stringify(parsed.value, null, 2)}\n`;
  // Messages of real people are in it: nobody else on this machine may read it.
  const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-'));
  const file = join(folder, 'webhook.json');
  let isKept = false;
  try {
    await writeFile(file, before, { mode: 0o600 });
    await lendTerminal(() => runEditor(file, io));
    const after = await readFile(file, 'utf8');
    if (after === before) return { text: 'Nothing was changed, so nothing is sent.', isTrouble: false };

    const edited = parseBody(Buffer.from(after, 'utf8'));
    if (edited.ok) return await sendChanged(edited.value, desk, io);
    isKept = true;
    return { text: `${edited.reason} Nothing is sent; your text is in ${file}.`, isTrouble: true };
  } finally {
    if (!isKept) await rm(folder, { recursive: true, force: true });
  }
}

/** As git does: what is set may hold flags, and is a line for the shell. */
async function runEditor(file: string, { env, signal }: Io): Promise<void> {
  const editor = [env['VISUAL'], env['EDITOR']].find((each) => each !== undefined && each !== '') ?? usualEditor();
  const [shell, args] = isWindows()
    ? ['cmd.exe', ['/d', '/s', '/c', `${editor} "${file}"`]]
    : ['/bin/sh', ['-c', `${editor} "$1"`, 'editor', file]];
  const child = spawn(shell, args, { stdio: 'inherit', signal, windowsVerbatimArguments: true });
  const [code]: unknown[] = await once(child, 'exit').catch((error: unknown) => {
    throw new CliError('wrong-usage', `The editor "${editor}" did not start (${errorMessage(error)}).`);
  });
  if (code !== 0)
    throw new CliError('wrong-usage', `The editor "${editor}" failed, so nothing is sent. $EDITOR names another one.`);
}

function usualEditor(): string {
  return isWindows() ? 'notepad' : 'vi';
}

function isWindows(): boolean {
  return platform() === 'win32';
}
