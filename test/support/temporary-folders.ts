import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the whole run one place for what it writes, and takes it away at the end. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wa-webhook-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
