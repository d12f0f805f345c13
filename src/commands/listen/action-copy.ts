import { join } from 'node:path';
import { withDeadline } from '../../deadline.ts';
import { canBeTyped, printCurl } from '../../delivery/print.ts';
import { openStateFolder } from '../../store/state-dir.ts';
import { writeWhole } from '../../store/write-whole.ts';
import type { ActionResult } from '../../ui/tui/actions.ts';
import { bodyAsItCame, deliveryOf, targetOf } from './action-send.ts';
import type { Desk } from './actions.ts';
import type { CameIn } from './recent.ts';

const CLIPBOARD_MS = 2_000;

/** The request as a curl command, in the system's clipboard where there is one; the terminal's own is the screen's business. */
export async function copyAsCurl(
  webhook: CameIn,
  key: string,
  desk: Desk,
): Promise<ActionResult & { readonly curl: string }> {
  const delivery = deliveryOf(bodyAsItCame(webhook), desk);
  const bodyFile = canBeTyped(delivery) ? undefined : await bodyInFile(delivery.rawBody, key, desk);
  const printed = printCurl(delivery, targetOf(desk), { bodyFile, tls: desk.flags });
  const curl = Buffer.from(printed).toString('utf8');

  const isInClipboard = await copyToSystem(curl);
  const where = isInClipboard ? "the system's clipboard" : 'the clipboard of your terminal, if it allows that (OSC 52)';
  const body = bodyFile === undefined ? '' : `, its body in ${bodyFile}`;
  return { curl, text: `Copied as curl into ${where}${body}.`, isTrouble: false };
}

/** A body that no shell would take stays in the state folder, which is private. */
async function bodyInFile(rawBody: Uint8Array, key: string, { stateDir }: Desk): Promise<string> {
  const file = join(await openStateFolder(stateDir, 'copied'), `${key}.json`);
  await writeWhole(file, rawBody);
  return file;
}

/** Many machines have no clipboard: a server, a container, a session over ssh. */
async function copyToSystem(text: string): Promise<boolean> {
  try {
    const { default: clipboard } = await import('clipboardy');
    await withDeadline(clipboard.write(text), CLIPBOARD_MS, 'Copying');
    return true;
  } catch {
    return false;
  }
}
