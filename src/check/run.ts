import { CliError } from '../errors.ts';
import type { CaseFinished, CheckEvent, CheckFinished, CheckLevel } from '../events.ts';
import type { Escape } from '../webhook/meta-json.ts';
import { type Asker, createAsker } from './ask.ts';
import { type CheckCase, groupOf, LEVELS, type Limits } from './case.ts';
import type { EffectsRecorder } from './effects.ts';
import { evidenceOf, type Mask } from './evidence.ts';
import { diagnose, type Finding, type Findings } from './judge.ts';
import type { Kit } from './kit.ts';
import { type Obstacle, obstacleFor } from './obstacles.ts';
import { inStages } from './stages.ts';
import type { WireOptions } from './wire.ts';

export interface RunOptions extends WireOptions {
  readonly cases: readonly CheckCase[];
  readonly makeKit: (id: string, escaping: Escape) => Kit;
  readonly limits: Limits;
  /** Cases of this level and above are required. */
  readonly level: CheckLevel;
  readonly seed: number;
  /** Why a case is not to be asked, by its id. */
  readonly leftOut: ReadonlyMap<string, string>;
  readonly emit: (event: CheckEvent) => void;
  readonly mask: Mask;
  readonly effects?: EffectsRecorder | undefined;
  /** How long to wait for an endpoint that went away to come back. */
  readonly restartMs: number;
}

/** Asks all cases of the endpoint and tells what it finds. Throws `target-unreachable` when nothing answers at the start. */
export async function runChecks(options: RunOptions): Promise<CheckFinished> {
  const { cases, emit, clock, to, effects, level, seed, signal } = options;
  const asker = createAsker(options);
  const silence = await asker.firstSign();
  if (silence !== undefined) {
    const cause = Object.assign(new Error(silence.reason), { code: silence.code });
    throw new CliError('target-unreachable', `No answer from ${to.href}: ${silence.reason}.`, {
      cause,
      hint: UNREACHABLE,
    });
  }

  const startedMs = clock();
  const url = to.href;
  emit({
    type: 'check.started',
    url,
    cases: cases.length,
    level,
    seed,
    ...(effects === undefined ? {} : { effectsUrl: effects.url }),
  });

  const told: CaseFinished[] = [];
  const findings = new Map<string, Finding>();
  const tell = (event: CaseFinished) => {
    const first = told.find(({ why, change }) => why !== undefined && why === event.why && change === event.change);
    const full = first === undefined ? event : { ...event, sameAs: first.id };
    told.push(full);
    emit(full);
  };

  for (const group of inGroups(cases)) {
    if (signal.aborted) break;
    await askGroup(group, { asker, options, findings, tell });
  }
  return finish(told, { url, tookMs: Math.round(clock() - startedMs) }, emit);
}

function inGroups(cases: readonly CheckCase[]): readonly (readonly CheckCase[])[] {
  const names = new Set(cases.map(groupOf));
  return [...names].map((name) => cases.filter((check) => groupOf(check) === name));
}

const UNREACHABLE = 'Is your app running? Check the URL.';

interface GroupRun {
  readonly asker: Asker;
  readonly options: RunOptions;
  readonly findings: Map<string, Finding>;
  readonly tell: (event: CaseFinished) => void;
}

/** What passed is told at once; what failed when the whole group is through, since its siblings know more of the cause. */
async function askGroup(group: readonly CheckCase[], { asker, options, findings, tell }: GroupRun): Promise<void> {
  const failed: (Finding & { readonly fault: Extract<Finding['fault'], { kind: 'fault' }> })[] = [];
  const take = (finding: Finding) => {
    const { check, fault } = finding;
    findings.set(check.id, finding);
    if (fault?.kind === 'fault') failed.push({ ...finding, fault });
    else if (fault?.kind === 'not-applicable') tell(skipped(check, fault.reason, options));
    else tell({ ...about(finding, options), verdict: 'passed' });
  };

  for (const stage of inStages(group)) {
    const obstacleOf = (check: CheckCase): Obstacle =>
      obstacleFor(check, { options, findings, isGone: asker.isGone() });
    for (const check of stage) {
      const obstacle = obstacleOf(check);
      if (obstacle !== undefined) tell(skipped(check, obstacle, options));
    }
    const asked = stage.filter((check) => obstacleOf(check) === undefined);
    if (asked.length > 0) await asker.ask(asked, findings, take);
    if (options.signal.aborted) break;
  }
  for (const finding of failed) tell(failure(finding, findings, options));
}

function failure(
  finding: Finding & { readonly fault: Extract<Finding['fault'], { kind: 'fault' }> },
  findings: Findings,
  options: RunOptions,
): CaseFinished {
  const { cause, happened, why, change, breaks } = diagnose(finding, findings);
  const { mask, to } = options;
  const shownBy = finding.fault.shownBy ?? finding.outcome.exchanges[0];
  return {
    ...about(finding, options),
    verdict: 'failed',
    reason: mask(happened),
    cause,
    why,
    change,
    breaks,
    ...(shownBy === undefined ? {} : { evidence: evidenceOf(shownBy, to, mask) }),
  };
}

function skipped(check: CheckCase, reason: string, options: RunOptions): CaseFinished {
  const nothing = { exchanges: [], sent: [] };
  return { ...about({ check, outcome: nothing, tookMs: 0 }, options), verdict: 'skipped', reason };
}

function about({ check, outcome, tookMs }: Finding, { level }: RunOptions): Omit<CaseFinished, 'verdict'> {
  const isRequired = LEVELS.indexOf(check.level) <= LEVELS.indexOf(level);
  const { id, title } = check;
  return {
    type: 'case.finished',
    id,
    title,
    level: check.level,
    isRequired,
    requests: outcome.exchanges.length,
    tookMs,
  };
}

function finish(
  told: readonly CaseFinished[],
  run: Pick<CheckFinished, 'url' | 'tookMs'>,
  emit: RunOptions['emit'],
): CheckFinished {
  const failed = told.filter(({ verdict }) => verdict === 'failed');
  const finished: CheckFinished = {
    type: 'check.finished',
    url: run.url,
    passed: told.filter(({ verdict }) => verdict === 'passed').length,
    failed: failed.length,
    failedRequired: failed.filter(({ isRequired }) => isRequired).length,
    skipped: told.filter(({ verdict }) => verdict === 'skipped').length,
    requests: told.reduce((sum, { requests }) => sum + requests, 0),
    tookMs: run.tookMs,
  };
  emit(finished);
  return finished;
}
