import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import type { ActionResult } from '../../ui/tui/actions.ts';

/** The list of the person's apps: which of them this is about, nobody told us. */
const DASHBOARD_URL = 'https://developers.facebook.com/apps/';

/** Opens the page in a browser, where there is one, and names it in any case: the browser may be on another machine. */
export async function openDashboard(): Promise<ActionResult> {
  const isOpened = await openInBrowser(DASHBOARD_URL);
  const did = isOpened ? 'Opened' : 'Open in your browser:';
  return { text: `${did} ${DASHBOARD_URL} (your app > WhatsApp > Configuration)`, isTrouble: false };
}

async function openInBrowser(url: string): Promise<boolean> {
  const [program, ...args] = OPENERS[platform()] ?? ['xdg-open'];
  if (program === undefined) return false;
  try {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    return false;
  }
}

/** No shell in between: a URL holds what a shell would obey. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
