import type { EventReader, EventStream, Stamped } from '../../events.ts';
import { isWanted, type OnlyRule } from '../../webhook/only.ts';

/** So many webhooks that are not shown are remembered, for what is told of them later. */
const MAX_HIDDEN = 10_000;

/**
 * The stream as a reader gets it that is to hear of the wanted webhooks alone. Everything else that happens is told:
 * a refused request or a tunnel that is down matters whatever one looks for.
 */
export function streamOfWanted(stream: EventStream, rules: readonly OnlyRule[]): EventStream {
  if (rules.length === 0) return stream;

  const hidden = new Set<string>();
  const hide = (id: string) => {
    hidden.add(id);
    const [oldest] = hidden;
    if (hidden.size > MAX_HIDDEN && oldest !== undefined) hidden.delete(oldest);
  };
  // Subscribed before any reader of this stream: what a webhook holds is known when the first of them asks.
  stream.subscribe((event) => {
    if (event.type === 'webhook.received' && !isWanted(event.notifications, rules)) hide(event.id);
  });
  const isShown = (event: Stamped) => !('id' in event && typeof event.id === 'string' && hidden.has(event.id));
  const filtered =
    (reader: EventReader): EventReader =>
    (event) => {
      if (isShown(event)) reader(event);
    };
  return { ...stream, subscribe: (reader) => stream.subscribe(filtered(reader)) };
}
