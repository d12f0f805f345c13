import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { createEventStream, type DeliveriesCounted, type DeliveryTraced } from '../events.ts';
import { matchDeliveries } from '../graph/match-deliveries.ts';
import { isUndelivered, readMessageHistory, type ToldDelivery } from '../graph/message-history.ts';
import type { Io } from '../io.ts';
import { findWebhooksOf } from '../store/read/webhooks-of-messages.ts';
import { openScreen } from '../ui/screen.ts';
import type { DeliveriesFlags } from './deliveries.ts';
import { openHistoryToRead } from './events/history.ts';
import { momentMs } from './events/query-flags.ts';
import { graphFailure, openGraph } from './open-graph.ts';

/** The clocks of Meta and of this machine differ by less. */
const CLOCKS_MS = 10 * 60_000;

/** Tells what Meta says of each delivery, beside what came in here. Answers with the exit code: 1 when one was not taken. */
export async function runDeliveries(command: Command, io: Io): Promise<number> {
  const flags = command.opts<DeliveriesFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, { screen: flags.json === true ? 'json' : 'text', color: flags.color });
  const client = await openGraph(command, io, stream.emit);

  try {
    const { phone: phoneId, message: messageId, limit } = flags;
    const sinceMs = momentMs(flags.since, io.now());
    const query = { phoneId, messageId, sinceMs, isFailedOnly: flags.failed === true, limit };
    const answer = await readMessageHistory(client, query);
    if (!answer.ok) throw graphFailure(answer.error);

    const { deliveries, isMore } = answer;
    const history = await openHistoryToRead(command, io);
    const seen = await findWebhooksOf({
      sessions: history.sessions,
      messageIds: new Set(deliveries.map((delivery) => delivery.messageId)),
      sinceMs: earliestOf(deliveries),
      damage: history.damage,
      signal: io.signal,
    });
    const here = matchDeliveries(deliveries, seen);
    const traced = deliveries.map((delivery, index) => traceOf(delivery, here[index] ?? null));
    for (const each of traced) stream.emit(each);
    for (const damaged of history.damage.found()) stream.emit({ type: 'history.damaged', ...damaged });
    stream.emit(countOf(traced, phoneId, isMore));
    return traced.some(isUndeliveredTrace) ? EXIT.negative : EXIT.done;
  } finally {
    client.close();
  }
}

function earliestOf(deliveries: readonly ToldDelivery[]): number | undefined {
  const times = deliveries.map(({ occurredMs }) => occurredMs ?? 0);
  const earliest = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  return earliest > 0 && Number.isFinite(earliest) ? earliest - CLOCKS_MS : undefined;
}

function traceOf(delivery: ToldDelivery, here: DeliveryTraced['here']): DeliveryTraced {
  const { messageId, status, occurredMs, state, appId, to, error } = delivery;
  return {
    type: 'delivery.traced',
    messageId,
    status,
    occurredAt: occurredMs === undefined ? null : new Date(occurredMs).toISOString(),
    state: state ?? null,
    ...(appId === undefined ? {} : { appId }),
    ...(to === undefined ? {} : { to }),
    ...(error === undefined ? {} : { error }),
    here,
  };
}

function isUndeliveredTrace({ state }: DeliveryTraced): boolean {
  return isUndelivered({ state: state ?? undefined });
}

function countOf(traced: readonly DeliveryTraced[], phoneId: string, isMore: boolean): DeliveriesCounted {
  const states: Record<string, number> = {};
  for (const { state } of traced) states[state ?? 'untold'] = (states[state ?? 'untold'] ?? 0) + 1;
  return {
    type: 'deliveries.counted',
    phoneId,
    messages: new Set(traced.map(({ messageId }) => messageId)).size,
    deliveries: traced.length,
    states,
    here: traced.filter(({ here }) => here !== null).length,
    isMore,
  };
}
