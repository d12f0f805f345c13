import { CliError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import type { ActionResult } from '../../ui/tui/actions.ts';
import { parseBody } from '../../webhook/payload.ts';
import { saveFixture } from '../save-fixture.ts';
import { bodyAsItCame } from './action-send.ts';
import type { CameIn } from './recent.ts';

/** Writes a webhook as a fixture of this folder, personal parts replaced. */
export async function saveAsFixture(webhook: CameIn, name: string, { cwd }: Io): Promise<ActionResult> {
  if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(name)) {
    throw new CliError('wrong-usage', `"${name}" is no name of a fixture: small letters, digits and - only.`);
  }
  const parsed = parseBody(bodyAsItCame(webhook).rawBody);
  if (!parsed.ok) throw new CliError('input-not-json', `It cannot be saved: ${parsed.reason}`);

  const { path, replaced } = await saveFixture(parsed.value, { name, isForced: false, cwd });
  const parts = `${replaced} personal part${replaced === 1 ? '' : 's'} replaced`;
  return { text: `Saved as ${path}, ${parts}. Read it before you pass it on.`, isTrouble: false };
}
