import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Source } from '../delivery/compose.ts';
import { CliError, errorCode } from '../errors.ts';
import type { Io } from '../io.ts';
import {
  type FixtureFile,
  findFixture,
  fixturesFor,
  listFixtures,
  listScenarios,
  matchFixtures,
  readFixture,
} from '../store/fixtures.ts';

/** What the words after `replay` stand for, in their order. Throws `fixture-unknown` or `input-unreadable`. */
export async function readSources(what: readonly string[], io: Io): Promise<Source[]> {
  const sources: Source[] = [];
  for (const word of what) sources.push(...(await readSource(word, io)));
  return sources;
}

async function readSource(word: string, io: Io): Promise<Source[]> {
  if (word === '-') return [{ what: 'stdin', rawBody: await readStdin(io) }];

  const matched = await fixturesFor(io.packageRoot, word);
  if (matched.length > 0) return Promise.all(matched.map(readFixtureSource));

  const path = resolve(io.cwd, word);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return readFolder(word, path);
  if (found !== undefined || looksLikePath(word)) return [await readFileSource(word, path)];

  const scenarios = await listScenarios(io.packageRoot);
  const [scenario] = matchFixtures(scenarios, word);
  if (scenario !== undefined) throw notOneWebhook(scenario);
  return [await readFixtureSource(findFixture(await listFixtures(io.packageRoot), word, scenarios))];
}

function notOneWebhook({ name }: FixtureFile): CliError {
  return new CliError('fixture-unknown', `${name} is a scenario, and not one webhook.`, {
    hint: `See its steps with wa-webhook fixtures show ${name}, and send it with wa-webhook replay ${name}.`,
  });
}

async function readFixtureSource(fixture: FixtureFile): Promise<Source> {
  return { what: fixture.name, rawBody: await readFixture(fixture) };
}

/** The JSON files of a folder, in name order. */
async function readFolder(word: string, path: string): Promise<Source[]> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw new CliError('input-unreadable', `There is no .json file in ${word}.`);
  return Promise.all(names.map((name) => readFileSource(join(word, name), join(path, name))));
}

async function readFileSource(word: string, path: string): Promise<Source> {
  try {
    return { what: word, rawBody: await readFile(path) };
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw new CliError('input-unreadable', `There is no file ${word}.`, { cause });
    throw new CliError('input-unreadable', `Cannot read ${word} (${errorCode(cause) ?? 'unknown error'}).`, { cause });
  }
}

/** Names of webhooks come before those of scenarios: `all` are all webhooks. */
export async function isWebhookName(word: string, io: Io): Promise<boolean> {
  return word === '-' || word === 'all' || (await fixturesFor(io.packageRoot, word)).length > 0;
}

export function looksLikePath(word: string): boolean {
  return /^[.~/\\]|\.json$/i.test(word);
}

/** The bytes of a file or of standard input as they stand. Throws `input-unreadable`. */
export async function readBody(word: string, io: Io): Promise<Source> {
  return word === '-' ? { what: 'stdin', rawBody: await readStdin(io) } : readFileSource(word, resolve(io.cwd, word));
}

async function readStdin({ stdin, signal }: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const stop = () => stdin.destroy(new CliError('input-unreadable', 'Standard input was not read to its end.'));
  signal.addEventListener('abort', stop, { once: true });
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  signal.removeEventListener('abort', stop);
  return Buffer.concat(chunks);
}
