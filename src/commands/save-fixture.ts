import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError, errorCode } from '../errors.ts';
import { isObject, listIn, objectIn, objectsIn, textIn } from '../webhook/json-view.ts';
import { scrub } from '../webhook/scrub.ts';

interface Target {
  readonly name: string;
  /** Write over an existing file. */
  readonly isForced: boolean;
  readonly cwd: string;
}

/** Writes a payload as a fixture into `./fixtures/<field>/`, personal parts replaced. Throws `fixture-exists`. */
export async function saveFixture(payload: unknown, { name, isForced, cwd }: Target) {
  const path = join('fixtures', folderOf(payload), `${name}.json`);
  const { text, replaced } = scrubbed(payload);
  const file = join(cwd, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    // With "wx" the system itself refuses, so that two of us cannot both find the name free.
    await writeFile(file, text, { flag: isForced ? 'w' : 'wx' });
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') throw new CliError('fixture-exists', `${path} is there already.`, { cause });
    throw new CliError('state-unwritable', `Cannot write ${path} (${errorCode(cause) ?? 'unknown error'}).`, {
      cause,
      hint: 'Run it in a folder that you may write to.',
    });
  }
  return { path, replaced };
}

function scrubbed(payload: unknown): { readonly text: string; readonly replaced: number } {
  try {
    const { value, replaced } = scrub(payload);
    return { text: `${JSON.stringify(value, null, 2)}\n`, replaced };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CliError('input-unreadable', 'The payload is nested too deep to be written as a fixture.', {
      cause,
      hint: 'No webhook of Meta is.',
    });
  }
}

/** The field's name, and `statuses` for statuses, as our own fixtures lie. */
function folderOf(payload: unknown): string {
  const [entry = {}] = isObject(payload) ? objectsIn(payload, 'entry') : [];
  const [change = {}] = objectsIn(entry, 'changes');
  const field = textIn(change, 'field') ?? '';
  const value = objectIn(change, 'value');
  if (field === 'messages' && listIn(value, 'statuses').length > 0 && listIn(value, 'messages').length === 0)
    return 'statuses';
  // A stranger's text becomes a folder: nothing but a plain name may.
  return /^[a-z][a-z0-9_]{0,79}$/.test(field) ? field : 'unknown_field';
}
