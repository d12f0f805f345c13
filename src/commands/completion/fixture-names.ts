import { type FixtureFile, listFixtures, listScenarios } from '../../store/fixtures.ts';
import { type Candidate, words } from './candidate.ts';

export interface NamesWanted {
  readonly packageRoot: string;
  readonly typed: string;
  /** `all` and `messages/*` too, where more than one webhook may be meant. */
  readonly hasGlobs: boolean;
  readonly hasScenarios: boolean;
}

/**
 * The fixtures as a shell offers files: their folders first, all of a folder behind its slash. Who types letters means a name,
 * in whatever folder it is.
 */
export async function fixtureNames({ packageRoot, typed, hasGlobs, hasScenarios }: NamesWanted): Promise<Candidate[]> {
  const [fixtures, scenarios] = await Promise.all([listFixtures(packageRoot), listScenarios(packageRoot)]);
  const files = [...fixtures, ...(hasScenarios ? scenarios : [])];
  const slash = typed.indexOf('/');
  if (slash >= 0) {
    const folder = typed.slice(0, slash + 1);
    const inside = files.filter(({ name }) => name.startsWith(folder));
    const glob = hasGlobs && inside.length > 1 && folder !== 'scenarios/' ? words([`${folder}*`], 'all of them') : [];
    return [...glob, ...words(inside.map(({ name }) => name))];
  }
  return [
    ...(hasGlobs ? words(['all'], `all ${fixtures.length} fixtures`) : []),
    ...(typed === '' ? [] : words(bareNames(files))),
    ...folders(files),
  ];
}

/** The names that mean one fixture alone. */
function bareNames(files: readonly FixtureFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of files) counts.set(bareName(name), (counts.get(bareName(name)) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count === 1 ? [name] : []));
}

function bareName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function folders(files: readonly FixtureFile[]): Candidate[] {
  const counts = new Map<string, number>();
  for (const { name } of files) counts.set(folderOf(name), (counts.get(folderOf(name)) ?? 0) + 1);
  return [...counts].map(([folder, count]) => ({
    value: `${folder}/`,
    about: `${count} ${folder === 'scenarios' ? 'scenario' : 'fixture'}${count === 1 ? '' : 's'}`,
  }));
}

function folderOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

/** The fields that have fixtures, which are those that Meta documents: known without loading their schemas. */
export async function fieldNames(packageRoot: string): Promise<Candidate[]> {
  const fixtures = await listFixtures(packageRoot);
  return words(
    fixtures.map(({ name }) => folderOf(name)).filter((folder) => !['statuses', 'unknown_field'].includes(folder)),
  );
}
