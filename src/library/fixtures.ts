import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { type FixtureFile, findFixture, isScenarioFile, matchFixtures } from '../store/fixtures.ts';
import { world } from './world.ts';

/** The frame that all webhooks of WhatsApp have. What a `value` holds depends on its `field`. */
export interface WebhookPayload {
  object: string;
  entry: {
    /** The WhatsApp Business Account. */
    id: string;
    changes: { field: string; value: Record<string, unknown> }[];
  }[];
}

/** The payloads that come with wa-webhook: each field and each type of message that Meta documents, and some odd ones. */
export interface Fixtures {
  /**
   * Names, sorted: `messages/text`, `statuses/read`, … Synchronous, so that it fits `it.each(fixtures.list('messages/*'))`.
   *
   * @param pattern - `*` stands for anything but a slash; without it, all of them.
   * @throws Error when nothing fits.
   */
  list(pattern?: string): readonly string[];
  /**
   * The payload of one fixture as its file has it, a new object each time. {@link deliver} gives it fresh ids and times;
   * {@link freshen} does so elsewhere.
   *
   * @param name - `messages/text`, or `text` where one fixture alone has that name.
   * @throws Error that names the nearest fixture when there is none of that name.
   */
  read(name: string): WebhookPayload;
}

export const fixtures: Fixtures = {
  list: (pattern = 'all') => {
    const matching = matchFixtures(files(), pattern);
    if (matching.length === 0) throw new Error(`No fixture fits "${pattern}". See fixtures.list().`);
    return matching.map(({ name }) => name);
  },
  // Each fixture has this frame, which a test holds.
  read: (name) => JSON.parse(readFileSync(findFile(name).path, 'utf8')) as WebhookPayload,
};

/** `messages/text` for `text`. */
export function fixtureName(name: string): string {
  return findFile(name).name;
}

function findFile(name: string): FixtureFile {
  try {
    return findFixture(files(), name);
  } catch (cause) {
    if (!(cause instanceof CliError)) throw cause;
    const sentence = cause.message.replace('no fixture and no file', 'no fixture');
    const hint = cause.hint.startsWith('Say which') ? cause.hint : 'See fixtures.list().';
    throw new Error(`${sentence} ${hint}`, { cause });
  }
}

let known: readonly FixtureFile[] | undefined;

function files(): readonly FixtureFile[] {
  known ??= readFiles();
  return known;
}

/** At once: what lists the cases of a test suite cannot wait. */
function readFiles(): readonly FixtureFile[] {
  const root = join(world.packageRoot, 'fixtures');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  return names
    .map((path) => ({ name: path.slice(0, -'.json'.length).replaceAll('\\', '/'), path: join(root, path) }))
    .filter((file) => !isScenarioFile(file))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
