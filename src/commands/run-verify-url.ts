import type { Command } from 'commander';
import { cases } from '../check/cases/index.ts';
import { checkEndpoint } from '../check/check.ts';
import { metaWords, metaWordsForSilence } from '../check/meta-words.ts';
import { selectCases } from '../check/select.ts';
import { CliError, EXIT, errorCode } from '../errors.ts';
import { type CaseFinished, createEventStream } from '../events.ts';
import { type Io, interruptedCode } from '../io.ts';
import { openScreen } from '../ui/screen.ts';
import { readTls } from './tls-files.ts';
import type { VerifyFlags } from './verify.ts';

/** Asks the handshake of an endpoint as Meta does, and says what Meta would say. Answers with 1 when it would refuse the URL. */
export async function runVerifyUrl(to: URL, command: Command, io: Io): Promise<number> {
  const flags = command.opts<VerifyFlags>();
  if (flags.verifyToken === undefined) {
    throw new CliError('wrong-usage', 'The handshake needs the verify token that the endpoint expects.', {
      hint: `Give it: wa-webhook verify ${to.href} --verify-token T`,
    });
  }
  const stream = createEventStream(io.now);
  const told: CaseFinished[] = [];
  stream.subscribe((event) => {
    if (event.type === 'case.finished') told.push(event);
  });
  await openScreen(io, stream, { screen: flags.json === true ? 'json' : 'text', color: flags.color });
  const tls = await readTls(flags, [to], { io, emit: stream.emit });

  const finished = await checkEndpoint({
    to,
    cases: handshake(),
    verifyToken: flags.verifyToken,
    appSecret: undefined,
    fixtures: new Map(),
    tls,
    level: 'must',
    limits: { budgetMs: flags.budget, timeoutMs: flags.timeout },
    seed: Buffer.from(io.random(4)).readUInt32BE(0) % 10_000_000,
    extraHeaders: [],
    notApplicable: new Map(),
    now: io.now,
    clock: io.clock,
    signal: io.signal,
    emit: stream.emit,
  }).catch((error: unknown) => {
    throw inMetaWords(error, to);
  });
  if (io.signal.aborted) return interruptedCode(io);

  const words = metaWords(told);
  stream.emit({
    type: 'callback.judged',
    url: to.href,
    ok: words === undefined,
    ...(words === undefined ? {} : { words }),
  });
  return finished.failedRequired > 0 ? EXIT.negative : EXIT.done;
}

function handshake() {
  const selected = selectCases(cases, { only: ['handshake'], skip: [] });
  return selected.ok ? selected.cases : [];
}

function inMetaWords(error: unknown, { hostname }: URL): unknown {
  if (!(error instanceof CliError) || error.code !== 'target-unreachable') return error;
  const words = metaWordsForSilence(errorCode(error.cause), hostname);
  return new CliError('target-unreachable', error.message, { cause: error.cause, hint: `Meta would say: ${words}` });
}
