import { pause } from '../deadline.ts';
import type { DeliveryResult } from '../delivery/deliver.ts';
import type { Escape } from '../webhook/meta-json.ts';
import { type CheckCase, type Exchange, groupOf, has, type Outcome } from './case.ts';
import { type Finding, type Findings, judgeCase } from './judge.ts';
import { fault } from './rules.ts';
import type { RunOptions } from './run.ts';
import { isCalm } from './stages.ts';
import { openWire } from './wire.ts';

/** Puts cases to the endpoint and watches over its life. */
export interface Asker {
  /** Undefined when something answers; else why nothing does. */
  readonly firstSign: () => Promise<{ readonly code: string; readonly reason: string } | undefined>;
  /** Asks the cases of one stage, and gives each finding to `take` as soon as it is there. */
  readonly ask: (stage: readonly CheckCase[], findings: Findings, take: (finding: Finding) => void) => Promise<void>;
  /** The case after which the endpoint was gone for good. */
  readonly isGone: () => string | undefined;
}

/** Calm cases at the same time. */
const AT_ONCE = 6;
const RESTART_POLL_MS = 100;

export function createAsker(options: RunOptions): Asker {
  const { clock, signal, emit, restartMs, limits, effects } = options;
  let usualSign: number | undefined;
  let gone: string | undefined;

  // A status of a message: every app takes it, and no app answers it to anybody. Who is asked for the handshake alone gets no webhook.
  const isHandshakeAlone = options.cases.every((check) => groupOf(check) === 'handshake');
  async function lookForLife(): Promise<DeliveryResult> {
    const wire = openWire(options);
    try {
      const kit = options.makeKit('alive', 'meta');
      const sign = isHandshakeAlone ? kit.handshake() : kit.post('sign of life', kit.fixture('statuses/delivered'));
      return (await wire.send(sign)).result;
    } finally {
      await wire.close();
    }
  }

  async function send(check: CheckCase, escaping: Escape): Promise<readonly Exchange[]> {
    const wire = openWire(options);
    const exchanges: Exchange[] = [];
    try {
      for (const together of check.probes(options.makeKit(check.id, escaping))) {
        exchanges.push(...(await Promise.all(together.map(wire.send))));
        // Each further one would wait as long.
        if (signal.aborted || exchanges.some(isTimeout)) break;
      }
      return exchanges;
    } finally {
      await wire.close();
    }
  }

  async function find(check: CheckCase, findings: Findings): Promise<Finding> {
    const watcher = has(check, 'needs-effects') ? effects : undefined;
    await watcher?.quiet(signal);
    watcher?.take();
    const startedMs = clock();
    const exchanges = await send(check, escapingAfter(findings));
    const tookMs = Math.round(clock() - startedMs);
    await watcher?.quiet(signal);
    const outcome: Outcome = { exchanges, sent: watcher?.take() ?? [] };
    return { check, outcome, tookMs, fault: judgeCase(check, outcome, limits) };
  }

  /** Alone, and with a sign of life afterwards. */
  async function findWatched(check: CheckCase, findings: Findings): Promise<Finding> {
    const finding = await find(check, findings);
    if (signal.aborted) return finding;
    const sign = await lookForLife();
    if (sign.kind === 'answered' && (usualSign === undefined || isSameKind(sign.status, usualSign))) return finding;

    const shownBy = finding.outcome.exchanges[0];
    if (sign.kind === 'answered') {
      const words = `a status of a message is answered ${sign.status} afterwards, and was answered ${usualSign} before`;
      return { ...finding, fault: fault('wounded', words, shownBy) };
    }
    emit({ type: 'endpoint.lost', id: check.id, reason: sign.reason });
    await waitForReturn(check.id);
    const cause = sign.code === 'TIMEOUT' ? 'no-answer' : 'crash';
    return { ...finding, fault: fault(cause, `the endpoint was gone afterwards: ${sign.reason}`, shownBy) };
  }

  async function waitForReturn(id: string): Promise<void> {
    const sinceMs = clock();
    while (!signal.aborted && clock() - sinceMs < restartMs) {
      await pause(RESTART_POLL_MS, signal);
      if ((await lookForLife()).kind === 'failed') continue;
      emit({ type: 'endpoint.returned', afterMs: Math.round(clock() - sinceMs) });
      return;
    }
    gone = id;
  }

  async function askTogether(
    stage: readonly CheckCase[],
    findings: Findings,
    take: (finding: Finding) => void,
  ): Promise<void> {
    const waiting = [...stage];
    const suspects: CheckCase[] = [];
    const work = async () => {
      for (let check = waiting.shift(); check !== undefined && !signal.aborted; check = waiting.shift()) {
        const finding = await find(check, findings);
        // One of them may have taken the endpoint from the others: each is asked again, alone.
        if (finding.outcome.exchanges.some(isBroken)) suspects.push(check);
        else take(finding);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    if (suspects.length > 0 && (await lookForLife()).kind === 'failed') await waitForReturn(suspects[0]?.id ?? '');
    for (const check of stage.filter((each) => suspects.includes(each))) {
      if (signal.aborted) return;
      take(await findWatched(check, findings));
    }
  }

  return {
    isGone: () => gone,
    firstSign: async () => {
      const sign = await lookForLife();
      usualSign = sign.kind === 'answered' ? sign.status : undefined;
      return sign.kind === 'failed' ? sign : undefined;
    },
    ask: async (stage, findings, take) => {
      const [first] = stage;
      if (first === undefined) return;
      if (isCalm(first)) await askTogether(stage, findings, take);
      else take(await (has(first, 'hostile') ? findWatched(first, findings) : find(first, findings)));
    },
  };
}

/** Where escapes are refused, the other cases are asked without them: one fault must not hide all others. */
function escapingAfter(findings: Findings): Escape {
  const isRefused = ['signature/escapes', 'signature/slashes', 'signature/emoji'].some((id) => {
    const found = findings.get(id)?.fault;
    return found?.kind === 'fault' && found.cause === 'other-secret';
  });
  const raw = findings.get('signature/raw-utf8');
  return isRefused && raw !== undefined && raw.fault === undefined ? 'none' : 'meta';
}

function isTimeout({ result }: Exchange): boolean {
  return result.kind === 'failed' && result.code === 'TIMEOUT';
}

function isBroken({ result }: Exchange): boolean {
  return result.kind === 'failed' && result.code !== 'TIMEOUT' && result.code !== 'ABORTED';
}

function isSameKind(status: number, usual: number): boolean {
  return Math.floor(status / 100) === Math.floor(usual / 100) || status < 300;
}
