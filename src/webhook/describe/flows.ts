import { type JsonObject, textIn } from '../json-view.ts';
import { joined, lowered, quotedIn, word, wordIn } from './wording.ts';

/** `flows`: a flow's state and its health. What users fill in comes as a message. */
export function flowWords(value: JsonObject): string {
  const event = textIn(value, 'event');
  const flow = joined(['flow', wordIn(value, 'flow_id')], ' ');
  if (event === undefined) return joined([`${flow}: no event named`, quotedIn(value, 'message')]);

  const words = flowEvents.get(event)?.(value) ?? joined([`unknown event ${word(event)}`, quotedIn(value, 'message')]);
  return `${flow}: ${words}`;
}

/** What is watched of a flow. Add an event here. */
const flowEvents: ReadonlyMap<string, (value: JsonObject) => string> = new Map(
  Object.entries({
    FLOW_STATUS_CHANGE: (value) => {
      const before = wordIn(value, 'old_status');
      return `status ${before ? `from ${before} ` : ''}to ${wordIn(value, 'new_status') ?? 'not known'}`;
    },
    CLIENT_ERROR_RATE: (value) => alert(value, 'client error rate', 'error_rate', '%'),
    ENDPOINT_ERROR_RATE: (value) => alert(value, 'endpoint error rate', 'error_rate', '%'),
    ENDPOINT_LATENCY: (value) => alert(value, 'endpoint latency p90', 'p90_latency', 'ms'),
    ENDPOINT_AVAILABILITY: (value) => alert(value, 'endpoint availability', 'availability', '%'),
    FLOW_VERSION_EXPIRY_WARNING: (value) => joined(['version expires', quotedIn(value, 'warning', 'message')], ': '),
  } satisfies Record<string, (value: JsonObject) => string>),
);

function alert(value: JsonObject, what: string, key: string, unit: string): string {
  const measure = wordIn(value, key);
  const threshold = wordIn(value, 'threshold');
  const state = textIn(value, 'alert_state');
  return joined([
    measure === undefined ? what : `${what} ${measure} ${unit}`,
    threshold && `threshold ${threshold} ${unit}`,
    state && `alert ${lowered(state)}`,
  ]);
}
