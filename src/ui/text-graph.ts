import { assertNever } from '../assert-never.ts';
import type { GraphEvent, GraphRetried, Stamped, SubscriptionChecked, SwitchChecked } from '../events.ts';
import { deliveriesCountedText, deliveryTracedText } from './text-deliveries.ts';
import { count, duration, hint, said, sentence, type TextLine, type Tone } from './text-line.ts';

/** What Meta's Graph API told, and what was asked of it. */
export function graphText(event: Stamped<GraphEvent>): readonly TextLine[] {
  switch (event.type) {
    case 'graph.retried':
      return [hint(graphRetriedWords(event))];
    case 'switch.checked':
      return switchText(event);
    case 'subscription.added':
      return [said(`done: the account ${event.accountId} sends to the app ${event.appId} from now on`, 'good')];
    case 'subscription.checked':
      return [hint(subscriptionWords(event))];
    case 'delivery.traced':
      return deliveryTracedText(event);
    case 'deliveries.counted':
      return deliveriesCountedText(event);
    default:
      return assertNever(event);
  }
}

export function graphRetriedWords({ reason, inMs }: GraphRetried): string {
  return `Graph API: ${sentence(reason)} Asking again in ${duration(inMs)}.`;
}

const MARKS = { on: 'on', off: 'OFF', unknown: '?', note: '·' } satisfies Record<SwitchChecked['state'], string>;
const TONES = { on: 'good', off: 'bad', unknown: 'warn', note: 'plain' } satisfies Record<SwitchChecked['state'], Tone>;
const MARK_COLUMNS = 4;
const NAME_COLUMNS = 12;

function switchText(event: SwitchChecked): readonly TextLine[] {
  const { state, name, what, next } = event;
  const mark = MARKS[state].padEnd(MARK_COLUMNS);
  const line: TextLine = { ...said(`${mark}${name.padEnd(NAME_COLUMNS)} ${what}`, TONES[state]), lead: 'none' };
  if (next === undefined) return [line];
  const room = ' '.repeat(MARK_COLUMNS + NAME_COLUMNS + 1);
  return [line, { ...said(`${room}→ ${next}`), lead: 'none' }];
}

/** One switch on one line, for where there is little room. */
export function switchWords({ state, what, next }: SwitchChecked): string {
  return `${MARKS[state]} ${what}${next === undefined ? '' : ` → ${next}`}`;
}

function subscriptionWords({ off, unknown }: SubscriptionChecked): string {
  const open = unknown === 0 ? '' : ` ${count(unknown, 'answer')} could not be had (?).`;
  if (off === 0) return `Nothing is off.${open}`;
  return `${count(off, 'switch').replace('switchs', 'switches')} ${off === 1 ? 'is' : 'are'} off (OFF).${open}`;
}
