import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Plan, PlannedBody, Signing } from '../delivery/plan.ts';
import { planDeliveries } from '../delivery/plan.ts';
import { isScenario, parseScenario, type Scenario, type Step } from '../delivery/scenario/parse.ts';
import { type Unfolded, type UnfoldOptions, unfoldScenario } from '../delivery/scenario/unfold.ts';
import { createSeededRandom } from '../delivery/seeded-random.ts';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { type FixtureFile, findFixture, listScenarios, matchFixtures } from '../store/fixtures.ts';
import { parseBody } from '../webhook/payload.ts';
import { faultError, MAX_BYTES } from './plan-replay.ts';
import type { ReplayFlags } from './replay.ts';
import { isWebhookName, looksLikePath, readSources } from './replay-sources.ts';

export interface ReadScenario {
  readonly what: string;
  readonly scenario: Scenario;
  /** What each step sends, before it gets its ids and times. */
  readonly payloads: readonly unknown[];
}

/** The scenarios that the words stand for; none when they stand for webhooks. Throws when they are mixed, or when one is wrong. */
export async function readScenarios(words: readonly string[], io: Io): Promise<readonly ReadScenario[]> {
  const files = await Promise.all(words.map((word) => scenarioFiles(word, io)));
  const [first] = files.flat();
  if (first === undefined) return [];

  const other = words.find((_, index) => files[index]?.length === 0);
  if (other !== undefined) {
    throw new CliError('wrong-usage', `${first.name} is a scenario, and is not sent together with ${other}.`, {
      hint: 'Run replay once for each, or make a step of it.',
    });
  }
  return Promise.all(files.flat().map((file) => readScenario(file, io)));
}

async function scenarioFiles(word: string, io: Io): Promise<FixtureFile[]> {
  if (await isWebhookName(word, io)) return [];
  const scenarios = await listScenarios(io.packageRoot);
  const matched = matchFixtures(scenarios, word);
  if (matched.length > 0) return matched;
  if (word.startsWith('scenarios/') && !word.endsWith('.json')) return [findFixture(scenarios, word)];

  const path = resolve(io.cwd, word);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return (await isScenarioAt(path)) ? [{ name: word, path }] : [];

  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  const files = names.map((name) => ({ name: join(word, name), path: join(path, name) }));
  const areScenarios = await Promise.all(files.map((file) => isScenarioAt(file.path)));
  if (!areScenarios.includes(true)) return [];
  const other = files[areScenarios.indexOf(false)];
  if (other === undefined) return files;
  throw new CliError('wrong-usage', `${word} holds scenarios and other files, like ${other.name}.`, {
    hint: 'Name the files, or put them into folders of their own.',
  });
}

async function isScenarioAt(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size > MAX_SCENARIO_BYTES) return false;
  const parsed = parseBody(await readFile(path));
  return parsed.ok && isScenario(parsed.value);
}

/** Nobody writes a longer one: what is larger is a webhook, and need not be read to know it. */
const MAX_SCENARIO_BYTES = 1024 * 1024;

async function readScenario({ name, path }: FixtureFile, io: Io): Promise<ReadScenario> {
  const body = parseBody(await readFile(path));
  if (!body.ok) throw faultError({ ok: false, fault: 'not-json', what: name, reason: body.reason });
  const parsed = parseScenario(body.value);
  if (!parsed.ok) throw wrongPlace(name, parsed.place, parsed.reason);

  const { scenario } = parsed;
  const payloads = await Promise.all(
    scenario.steps.map((step, index) => {
      return readStep(step, dirname(path), io).catch((error: unknown) => {
        if (!(error instanceof CliError)) throw error;
        throw new CliError(error.code, `${name}: steps[${index}].fixture: ${error.message}`, { hint: error.hint });
      });
    }),
  );
  return { what: name, scenario, payloads };
}

async function readStep({ fixture }: Step, folder: string, io: Io): Promise<unknown> {
  const [source, ...others] = await readSources([looksLikePath(fixture) ? join(folder, fixture) : fixture], io);
  if (source === undefined || others.length > 0) {
    throw new CliError('fixture-unknown', `"${fixture}" is more than one webhook.`, { hint: 'Make a step of each.' });
  }
  const body = parseBody(source.rawBody);
  if (body.ok) return body.value;
  throw faultError({ ok: false, fault: 'not-json', what: fixture, reason: body.reason });
}

function wrongPlace(name: string, place: string, reason: string): CliError {
  return new CliError('input-unreadable', `${name}: ${place} ${reason}${reason.includes('Did you') ? '?' : '.'}`, {
    hint: 'See one that is right: wa-webhook fixtures show scenarios/message-life',
  });
}

/** All that the scenarios send, one after the other, each as often as `--count` says. Throws when a flag does not go with them. */
export function planScenarios(scenarios: readonly ReadScenario[], signing: Signing, flags: ReplayFlags, io: Io): Plan {
  refuseOtherFlags(scenarios, flags);
  const random = flags.seed === undefined ? io.random : createSeededRandom(flags.seed);
  const bodies: PlannedBody[] = [];
  let offset = { ms: 0, lanes: 0 };

  for (let round = 0; round < flags.count; round += 1) {
    for (const { what, scenario, payloads } of scenarios) {
      const unfolded = unfoldScenario(scenario, payloads, unfoldOptions(flags, { random, io, startMs: offset.ms }));
      const later = added(unfolded, what, offset);
      for (const body of later) bodies.push(body);
      offset = endOf(later, offset);
    }
  }
  return planDeliveries({
    bodies,
    signing,
    duplicates: 0,
    isConcurrent: false,
    retryForMs: flags.retry === true ? flags.retryFor : 0,
    speed: flags.speed,
    extraHeaders: flags.header ?? [],
  });
}

interface Offset {
  readonly ms: number;
  readonly lanes: number;
}

function added(unfolded: Unfolded, what: string, { ms, lanes }: Offset): PlannedBody[] {
  if (!unfolded.ok)
    throw faultError('what' in unfolded ? { ...unfolded, what: `${what}: ${unfolded.what}` } : unfolded);
  return unfolded.bodies.map((body) => {
    const { atMs, lane } = body.moment ?? { atMs: 0, lane: 0 };
    return { ...body, moment: { atMs: atMs + ms, lane: lane + lanes } };
  });
}

function endOf(bodies: readonly PlannedBody[], { ms, lanes }: Offset): Offset {
  return bodies.reduce(
    (end, { moment }) => ({
      ms: Math.max(end.ms, moment?.atMs ?? 0),
      lanes: Math.max(end.lanes, (moment?.lane ?? 0) + 1),
    }),
    { ms, lanes },
  );
}

function unfoldOptions(
  flags: ReplayFlags,
  { random, io, startMs }: Pick<UnfoldOptions, 'random'> & { readonly io: Io; readonly startMs: number },
): UnfoldOptions {
  // A plan that can be repeated must not know what time it is.
  const now = flags.seed === undefined ? (io.now().getTime() + startMs / flags.speed) / 1000 : undefined;
  return {
    random,
    speed: flags.speed,
    identity: flags.identity,
    escaping: flags.escape,
    nowSeconds: now === undefined ? undefined : Math.floor(now),
    maxBytes: flags.oversize === true ? Number.POSITIVE_INFINITY : MAX_BYTES,
  };
}

/** A scenario says itself what is sent and when. */
function refuseOtherFlags([first]: readonly ReadScenario[], flags: ReplayFlags): void {
  const other = (['verbatim', 'set', 'size', 'batch', 'shuffle', 'concurrent'] as const).find((name) => flags[name]);
  const counted = (['duplicates', 'interval'] as const).find((name) => flags[name] > 0);
  const wrong = other ?? counted;
  if (wrong === undefined) return;
  throw new CliError(
    'wrong-usage',
    `--${wrong} does not go with ${first?.what}: its steps say what is sent and when.`,
    {
      hint: 'Make one of your own of it: wa-webhook fixtures show scenarios/NAME > mine.json',
    },
  );
}
