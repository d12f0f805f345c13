import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, EXIT } from '../errors.ts';
import { createEventStream, type Emit } from '../events.ts';
import type { GraphClient } from '../graph/client.ts';
import type { SubscriptionFacts } from '../graph/subscription/facts.ts';
import { type Judged, judgeSubscription } from '../graph/subscription/findings.ts';
import { type ReadFactsOptions, readFacts } from '../graph/subscription/read-facts.ts';
import type { Io } from '../io.ts';
import { findListener } from '../store/running-listener.ts';
import { openScreen } from '../ui/screen.ts';
import { graphFailure, openGraph } from './open-graph.ts';
import { readAppSecret } from './secrets.ts';
import type { SubscriptionFlags } from './subscription.ts';

/** Tells each switch between a message and the endpoint. Answers with the exit code: 1 when one is off, 5 when one was not told. */
export async function runSubscription(command: Command, io: Io): Promise<number> {
  const flags = command.opts<SubscriptionFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, { screen: flags.json === true ? 'json' : 'text', color: flags.color });
  const appSecret = await readAppSecret(command, io, stream.emit);
  const client = await openGraph(command, io, stream.emit, { appSecret });

  try {
    const wanted = { phoneId: flags.phone, accountId: flags.waba, appId: flags.app };
    const asking = { client, wanted, appSecret };
    const before = await factsOf(asking);
    const isAdded = flags.subscribe === true && (await addApp(before, client, stream.emit));
    const facts = isAdded ? await factsOf(asking) : before;
    const listener = await findListener(resolve(io.cwd, flags.stateDir), io.isRunning);
    const judged = judgeSubscription({ facts, listener, nowMs: io.now().getTime() });
    for (const each of judged.switches) stream.emit(each);
    stream.emit(judged.summary);
    return exitCodeOf(judged, facts);
  } finally {
    client.close();
  }
}

async function factsOf(asking: ReadFactsOptions): Promise<SubscriptionFacts> {
  const answer = await readFacts(asking);
  if (answer.kind === 'told') return answer.facts;
  if (answer.kind === 'failed') throw graphFailure(answer.error);
  throw new CliError('wrong-usage', `The access token may see several accounts: ${answer.accountIds.join(', ')}.`, {
    hint: 'Say which: --waba ID, or --phone ID.',
  });
}

/** Adds the app where it is missing, and only there: the same request takes an override of the account away. */
async function addApp({ accountId, appId, subscribed }: SubscriptionFacts, client: GraphClient, emit: Emit) {
  if (accountId === undefined || subscribed?.ok !== true || appId === undefined) return false;
  if (subscribed.value.some(({ id }) => id === appId)) return false;

  const answer = await client.ask({ method: 'POST', path: `${accountId}/subscribed_apps` });
  if (!answer.ok) throw graphFailure(answer.error);
  emit({ type: 'subscription.added', appId, accountId });
  return true;
}

function exitCodeOf({ summary }: Judged, { subscribed, phones, token }: SubscriptionFacts): number {
  if (summary.off > 0) return EXIT.negative;
  const isUntold = [subscribed, phones, token].some((told) => told?.ok === false);
  return isUntold ? EXIT.outside : EXIT.done;
}
