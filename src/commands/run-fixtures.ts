import type { Command } from 'commander';
import { parseScenario } from '../delivery/scenario/parse.ts';
import { EXIT } from '../errors.ts';
import type { Io } from '../io.ts';
import { findFixture, listFixtures, listScenarios, readFixture } from '../store/fixtures.ts';
import { printable } from '../ui/printable.ts';
import { encode } from '../webhook/meta-json.ts';
import { notificationsOf } from '../webhook/payload.ts';
import type { FIXTURE_FORMS } from './fixtures.ts';
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

/** Prints one fixture: as it stands in its file, as the bytes that Meta would send, or as a command that sends them. */
export async function runFixturesShow(name: string, command: Command, io: Io): Promise<number> {
  const form = command.opts<{ as: (typeof FIXTURE_FORMS)[number] }>().as;
  const scenarios = form === 'json' ? await listScenarios(io.packageRoot) : [];
  const fixture = findFixture([...(await listFixtures(io.packageRoot)), ...scenarios], name);
  const rawFile = await readFixture(fixture);
  io.stdout.write(form === 'json' ? rawFile : await inForm(form, { what: fixture.name, rawFile }, command, io));
  return EXIT.done;
}

async function inForm(
  form: 'body' | 'curl',
  { what, rawFile }: { readonly what: string; readonly rawFile: Uint8Array },
  command: Command,
  io: Io,
): Promise<Uint8Array> {
  const rawBody = encode(JSON.parse(Buffer.from(rawFile).toString('utf8')));
  if (form === 'body') return rawBody;

  const { printFixtureCommand } = await import('./print-fixture.ts');
  return printFixtureCommand({ what, rawBody }, command, io);
}
