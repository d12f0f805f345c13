import type { DeliveriesCounted, DeliveryHere, DeliveryTraced } from '../events.ts';
import { count, grouped, hint, measured, said, shortId, type TextLine, type Tone } from './text-line.ts';

/** `delivered  03:04 SENT  wamid.…  arrived as #12, answered 200 in 41 ms`. */
export function deliveryTracedText(event: DeliveryTraced): readonly TextLine[] {
  const { messageId, status, occurredAt, state } = event;
  const when = occurredAt === null ? '' : `${occurredAt.replace(/\.\d+Z$/, 'Z')}  `;
  const line = `${(state ?? '?').padEnd(STATE_COLUMNS)} ${when}${status.padEnd(STATE_COLUMNS)} ${messageId}`;
  return [
    { ...said(line, toneOf(event)), lead: 'none' },
    { ...said(`${' '.repeat(STATE_COLUMNS + 1)}${deliveryWords(event)}`), lead: 'none' },
  ];
}

const STATE_COLUMNS = 9;

function toneOf({ state, here }: DeliveryTraced): Tone {
  if (state === 'FAILED' || state === 'RETRYING') return 'bad';
  return state === 'DELIVERED' && here !== null ? 'good' : 'plain';
}

/** What became of a delivery, in one sentence: Meta's view and ours beside each other. */
export function deliveryWords({ state, error, to, here }: DeliveryTraced): string {
  const said = error === undefined ? '' : `Meta says "${error}"`;
  const where = to === undefined ? '' : ` (sent to ${to})`;
  if (here === null) {
    if (state === 'PENDING') return `not sent yet; not seen here${where}`;
    if (state === 'DELIVERED') return `another endpoint answered 200; not seen here${where}`;
    return `${said === '' ? 'Meta says nothing of it' : said}; not seen here${where}${refusedHint(error)}`;
  }

  const ours = arrivedWords(here);
  if (state === 'DELIVERED' || said === '') return ours;
  if (here.status === 200) return `${ours}, but ${said}: the answer was lost on the way, or came too late${where}`;
  return `${ours}; ${said}${where}`;
}

function arrivedWords({ id, status, tookMs, times }: DeliveryHere): string {
  const again = times > 1 ? ` (${grouped(times)} times)` : '';
  if (status === undefined) return `arrived as ${shortId(id)}${again}, no answer on record`;
  const took = tookMs === undefined ? '' : ` in ${measured(tookMs)}`;
  return `arrived as ${shortId(id)}${again}, answered ${status === 0 ? 'by closing the connection' : status}${took}`;
}

/** What `listen` refuses is in no history. */
function refusedHint(error: string | undefined): string {
  const isRefused = error !== undefined && /\b40[013]\b|\b413\b/.test(error);
  return isRefused ? '; listen keeps nothing of what it refuses, for instance a wrong app secret (401)' : '';
}

export function deliveriesCountedText(event: DeliveriesCounted): readonly TextLine[] {
  const { messages, deliveries, states, here, isMore } = event;
  if (deliveries === 0) return [hint(`Meta tells of no such delivery${isMore ? ' in what was looked at' : ''}.`)];
  const told = Object.entries(states).map(([state, amount]) => `${grouped(amount)} ${state}`);
  const more = isMore ? ' There is more: --limit.' : '';
  const of = count(deliveries, 'delivery').replace('deliverys', 'deliveries');
  return [hint(`${of} of ${count(messages, 'message')}: ${told.join(', ')}; ${grouped(here)} seen here.${more}`)];
}
