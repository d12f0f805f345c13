import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { unknownFixture } from './unknown-fixture.ts';

export interface FixtureFile {
  /** `messages/text` */
  readonly name: string;
  readonly path: string;
}

/** The folder of what is no webhook by itself. */
const SCENARIOS = 'scenarios';

/** All fixtures, in name order. The folder is the registry. */
export async function listFixtures(packageRoot: string): Promise<FixtureFile[]> {
  return listFiles(packageRoot).filter((file) => !isScenarioFile(file));
}

/** All scenarios, in name order: `scenarios/message-life`. */
export async function listScenarios(packageRoot: string): Promise<FixtureFile[]> {
  return listFiles(packageRoot).filter(isScenarioFile);
}

export function isScenarioFile({ name }: FixtureFile): boolean {
  return name.startsWith(`${SCENARIOS}/`);
}

/** Read at once and only once: a hundred small steps by way of other threads take longer than the rest of a `replay`. */
function listFiles(packageRoot: string): readonly FixtureFile[] {
  const known = listed.get(packageRoot);
  if (known !== undefined) return known;

  const root = join(packageRoot, 'fixtures');
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.flatMap(({ name: folder }) => {
    const names = readdirSync(join(root, folder)).filter((file) => file.endsWith('.json'));
    return names.map((file) => fixtureFile(root, `${folder}/${file.slice(0, -'.json'.length)}`));
  });
  const sorted = files.sort((a, b) => (a.name < b.name ? -1 : 1));
  listed.set(packageRoot, sorted);
  return sorted;
}

/** Not by `join`, which walks through each letter of hundreds of paths that differ in their last part. */
function fixtureFile(root: string, name: string): FixtureFile {
  return { name, path: `${root}/${name}.json` };
}

/** The folder belongs to the package: nothing comes to it while the program runs. */
const listed = new Map<string, readonly FixtureFile[]>();

/** As {@link matchFixtures} among all fixtures; for a name the folders are not read, which takes as long as sending it. */
export async function fixturesFor(packageRoot: string, wanted: string): Promise<FixtureFile[]> {
  const isName = wanted !== 'all' && NAME.test(wanted);
  const fixtures = isName ? filesNamed(packageRoot, wanted).filter((file) => !isScenarioFile(file)) : undefined;
  return matchFixtures(fixtures ?? (await listFixtures(packageRoot)), wanted);
}

const NAME = /^[\w-]+(\/[\w-]+)?$/;

function filesNamed(packageRoot: string, wanted: string): readonly FixtureFile[] {
  const root = join(packageRoot, 'fixtures');
  const asked = `${root}/${wanted}`;
  const known = named.get(asked);
  if (known !== undefined) return known;

  const names = wanted.includes('/') ? [wanted] : readdirSync(root).map((folder) => `${folder}/${wanted}`);
  const files = names.map((name) => fixtureFile(root, name)).filter(({ path }) => existsSync(path));
  named.set(asked, files);
  return files;
}

/** A `replay` asks twice: whether it is one, and for it. */
const named = new Map<string, readonly FixtureFile[]>();

/** The fixtures of a glob (`statuses/*`), all of them (`all`), or the one of that name; none when nothing fits. */
export function matchFixtures(fixtures: readonly FixtureFile[], wanted: string): FixtureFile[] {
  if (wanted === 'all') return [...fixtures];
  if (wanted.includes('*')) return fixtures.filter(({ name }) => globShape(wanted).test(name));

  const isNamed = fixtures.some(({ name }) => name === wanted || bareName(name) === wanted);
  return isNamed ? [findFixture(fixtures, wanted)] : [];
}

/** `*` stands for anything but a slash. */
function globShape(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}

/**
 * The fixture of that name: `messages/text`, or `text` where one fixture alone has it. Throws `fixture-unknown`, with the nearest
 * name of these and of `others`.
 */
export function findFixture(
  fixtures: readonly FixtureFile[],
  wanted: string,
  others: readonly FixtureFile[] = [],
): FixtureFile {
  const whole = fixtures.find(({ name }) => name === wanted);
  if (whole !== undefined) return whole;

  const [only, another] = fixtures.filter(({ name }) => bareName(name) === wanted);
  if (only === undefined) {
    const names = [...fixtures, ...others].flatMap(({ name }) => [name, bareName(name)]);
    throw new CliError('fixture-unknown', unknownFixture(names, wanted));
  }
  if (another === undefined) return only;
  throw new CliError('fixture-unknown', `More than one fixture is named "${wanted}".`, {
    hint: `Say which: ${only.name} or ${another.name}.`,
  });
}

export async function readFixture({ path }: FixtureFile): Promise<Uint8Array> {
  return readFileSync(path);
}

function bareName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
