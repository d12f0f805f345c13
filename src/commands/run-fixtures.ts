import type { Command } from 'commander';
import { parseScenario } from '../delivery/scenario/parse.ts';
import { EXIT } from '../errors.ts';
import type { Io } from '../io.ts';
import { findFixture, listFixtures, listScenarios, readFixture } from '../store/fixtures.ts';
import { printable } from '../ui/printable.ts';
import { encode } from '../webhook/meta-json.ts';
import { notificationsOf } from '../webhook/payload.ts';
import type { CommonFlags } from './flags.ts';

/** Prints each fixture's name and what it says; with `--json` one line each. */
export async function runFixturesList(command: Command, io: Io): Promise<number> {
  const { json } = command.opts<CommonFlags>();
  const fixtures = await listFixtures(io.packageRoot);
  const widest = Math.max(...fixtures.map(({ name }) => name.length));

  for (const fixture of fixtures) {
    const payload: unknown = JSON.parse(Buffer.from(await readFixture(fixture)).toString('utf8'));
    const [first, ...others] = notificationsOf(payload);
    const about = { field: first?.field ?? '', type: first?.type ?? '', description: first?.summary ?? '' };
    const more = others.length > 0 ? ` (+${others.length} more)` : '';
    const line = json
      ? JSON.stringify({ name: fixture.name, ...about, sizeBytes: encode(payload).byteLength })
      : `${fixture.name.padEnd(widest)}  ${printable(about.description)}${more}`;
    io.stdout.write(`${line}\n`);
  }
  await listEachScenario(io, { widest, json: json === true });
  return EXIT.done;
}

async function listEachScenario(io: Io, { widest, json }: { widest: number; json: boolean }): Promise<void> {
  for (const file of await listScenarios(io.packageRoot)) {
    const rawFile = await readFixture(file);
    const parsed = parseScenario(JSON.parse(Buffer.from(rawFile).toString('utf8')));
    const description = parsed.ok ? parsed.scenario.description : '';
    const about = { field: 'scenarios', type: 'scenario', description, sizeBytes: rawFile.byteLength };
    const line = json
      ? JSON.stringify({ name: file.name, ...about })
      : `${file.name.padEnd(widest)}  ${printable(description)}`;
    io.stdout.write(`${line}\n`);
  }
}

/** Prints one fixture as it stands in its file. */
export async function runFixturesShow(name: string, io: Io): Promise<number> {
  const files = await Promise.all([listFixtures(io.packageRoot), listScenarios(io.packageRoot)]);
  const fixture = findFixture(files.flat(), name);
  io.stdout.write(Buffer.from(await readFixture(fixture)).toString('utf8'));
  return EXIT.done;
}
