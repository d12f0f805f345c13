import { createFreshener, type Freshener, newestMoment } from '../../webhook/freshen.ts';
import { type Identity, withIdentity } from '../../webhook/identity.ts';
import { ofOtherUser, replaceTexts } from '../../webhook/replace-texts.ts';
import { setPath } from '../../webhook/set-path.ts';
import { type Arranged, MAX_PLAN_BYTES } from '../arrange.ts';
import { unlessTooDeep, type WriteOptions, write } from '../compose.ts';
import type { PlannedBody } from '../plan.ts';
import type { Random } from '../seeded-random.ts';
import type { Scenario, Step } from './parse.ts';

export interface UnfoldOptions extends Omit<WriteOptions, 'sizeBytes'> {
  /** How the users are named in steps that do not say so. */
  readonly identity: Identity | undefined;
  /** Undefined starts at the moment that the first step's fixture names. */
  readonly nowSeconds: number | undefined;
  /** Virtual milliseconds in one real one. */
  readonly speed: number;
  readonly random: Random;
}

/** A webhook of a step, before its times are known to all. */
interface Scene {
  readonly step: Step;
  readonly stepIndex: number;
  /** Which of the step's count. */
  readonly member: number;
  readonly happenedMs: number;
  readonly comesMs: number;
}

export type Unfolded = Arranged;

/**
 * Everything that a scenario sends, in the order in which it comes: with the times, ids and users that its steps have in
 * common. Pure: the same scenario, payloads (one for each step) and chance give the same bytes.
 */
export function unfoldScenario(scenario: Scenario, payloads: readonly unknown[], options: UnfoldOptions): Unfolded {
  if (isTooLarge(scenario.steps)) return { ok: false, fault: 'plan-too-large' };
  const scenes = inTime(scenario.steps, options.random);
  const totalMs = scenes.reduce((latest, { comesMs }) => Math.max(latest, comesMs), 0);
  const startSeconds = startOf(payloads[0], totalMs, options);
  const freshenFor = createStageFreshen(options.random);
  const bodies: PlannedBody[] = [];
  const laneOf = new Map<string, number>();
  let lanes = 0;

  for (const { step, stepIndex, member, happenedMs, comesMs } of scenes) {
    const story = `${step.message} ${member}`;
    const freshen = freshenFor(story, startSeconds + Math.floor((happenedMs - step.ageMs) / 1000));
    const composed = compose(payloads[stepIndex], { step, place: `steps[${stepIndex}]`, member, freshen, options });
    if (!composed.ok) return composed;

    const { made } = composed;
    const lane = laneOf.get(story) ?? lanes++;
    laneOf.set(story, lane);
    bodies.push({ ...made, moment: { atMs: comesMs, lane } });
    // A copy does not wait for the answer to the first: it may be what Meta sends because there is none.
    const copiesMs = [...Array.from({ length: step.duplicates }, () => 0), ...step.againMs];
    for (const laterMs of copiesMs) bodies.push({ ...made, moment: { atMs: comesMs + laterMs, lane: lanes++ } });
  }
  return { ok: true, bodies: bodies.sort((one, other) => momentOf(one) - momentOf(other)) };
}

/** Known before anything is made, so that nobody waits for the refusal. Copies share their bytes. */
function isTooLarge(steps: readonly Step[]): boolean {
  return steps.reduce((sum, { count, sizeBytes = 0 }) => sum + count * sizeBytes, 0) > MAX_PLAN_BYTES;
}

function momentOf({ moment }: PlannedBody): number {
  return moment?.atMs ?? 0;
}

/** When each of them happened and comes. The members of a step follow those of the step before, each its own. */
function inTime(steps: readonly Step[], random: Random): Scene[] {
  let before: readonly number[] = [0];
  return steps.flatMap((step, stepIndex) => {
    const last = before.at(-1) ?? 0;
    const happened = Array.from({ length: step.count }, (_, member) => {
      const dueMs = step.atMs ?? (before[member] ?? last) + step.afterMs;
      return dueMs + upTo(step.spreadMs, random);
    });
    before = happened;
    return happened.map((happenedMs, member) => {
      const comesMs = Math.max(happenedMs + step.lateMs, step.heldUntilMs) + upTo(step.jitterMs, random);
      return { step, stepIndex, member, happenedMs, comesMs };
    });
  });
}

function upTo(mostMs: number, random: Random): number {
  // Nothing is drawn where nothing is left to chance.
  return mostMs === 0 ? 0 : Math.floor((Buffer.from(random(6)).readUIntBE(0, 6) / 2 ** 48) * mostMs);
}

/** The start on Meta's clock: so that its end is now, since what comes from the future is no rehearsal. */
function startOf(first: unknown, totalMs: number, { nowSeconds, speed }: UnfoldOptions): number {
  if (nowSeconds === undefined) return newestMoment(first) ?? EXAMPLE_SECONDS;
  return nowSeconds - Math.round((totalMs * Math.max(0, 1 - 1 / speed)) / 1000);
}

/** A time like those in the fixtures, for what names none. */
const EXAMPLE_SECONDS = 1_790_416_800;

type Freshen = Freshener['freshen'];

/** What gives a message its ids, the same in each step, at the moment of the step. */
function createStageFreshen(random: Random): (message: string, nowSeconds: number) => Freshen {
  const fresheners = new Map<string, Freshener>();
  let moment = 0;
  return (message, nowSeconds) => {
    const freshener = fresheners.get(message) ?? createFreshener({ random, nowSeconds: () => moment });
    fresheners.set(message, freshener);
    return (payload) => {
      moment = nowSeconds;
      return freshener.freshen(payload);
    };
  };
}

interface Composing {
  readonly step: Step;
  readonly place: string;
  readonly member: number;
  readonly freshen: Freshen;
  readonly options: UnfoldOptions;
}

function compose(payload: unknown, { step, place, member, freshen, options }: Composing) {
  const what = nameOf(step, member);
  return unlessTooDeep(what, () => {
    const identity = step.identity ?? options.identity;
    const named = identity === undefined ? payload : withIdentity(payload, identity);
    let staged = freshen(replaceTexts(ofOtherUser(named, member), step.replace));
    for (const assignment of step.assignments) {
      const set = setPath(staged, assignment);
      const reason = set.ok ? '' : `in ${place}.set, ${assignment.pathText} leads nowhere, since ${set.reason}`;
      if (!set.ok) return { ok: false, fault: 'cannot-set', what, reason };
      staged = set.payload;
    }
    return write({ what, payload: staged }, { ...options, sizeBytes: step.sizeBytes });
  });
}

/** As the output calls it: the fixture, and of which message where there are several. */
function nameOf({ fixture, message, count }: Step, member: number): string {
  const which = [...(message === '' ? [] : [message]), ...(count === 1 ? [] : [`${member + 1}`])].join(' ');
  return which === '' ? fixture : `${fixture} (${which})`;
}
