import packageJson from '../../../package.json' with { type: 'json' };
import { pause } from '../../deadline.ts';
import { errorMessage } from '../../errors.ts';
import type { EventStream, Stamped, WebhookReceived } from '../../events.ts';
import { rawBodyOf } from '../../store/kept-webhooks.ts';
import type { Finding } from '../../webhook/inspect.ts';

export interface DriftWatch {
  /** Looks at what still waits, and then at nothing more. */
  readonly close: () => Promise<void>;
}

/** A history chunk of 3 MB would hold the receiver up for longer than Meta wants to wait for the next webhook. */
const MAX_BYTES = 1024 * 1024;

/** In a flood the answers come first: what is skipped is in history, where `explain` finds it. */
const MAX_WAITING = 50;

/** Between two of them others have their turn: a flood shall not spend a hundredth of its time here. */
const BREATH_MS = 10;

const MAX_PATHS = 20;

/** A sender that invents a name for each property shall not fill the memory. */
const MAX_SHAPES = 1_000;

/**
 * Tells what Meta's documentation does not name, in what comes. Never on the way to an answer: a webhook waits until it is
 * answered and for a moment more, and what can inspect it is loaded with the first.
 */
export function watchDrift(stream: EventStream): DriftWatch {
  // No Map: one that grows and shrinks with each webhook keeps, until a full collection of garbage, all that ever was in it.
  const unanswered: Stamped<WebhookReceived>[] = [];
  const waiting: Stamped<WebhookReceived>[] = [];
  const shapes = new Set<string>();
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const run = async () => {
    const { inspect } = await import('../../webhook/inspect.ts');
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      await pause(BREATH_MS, closing.signal);
      tell(event, inspect(bodyOf(event)), shapes, stream);
    }
    running = undefined;
  };

  // What is only looked at must not end what is received.
  const tellBug = (error: unknown) => {
    const note = `it stopped by a bug of ours (${errorMessage(error)}); webhooks are received as before`;
    stream.emit({ type: 'setting.noted', setting: 'the watch for unknown shapes', note });
  };

  stream.subscribe((event) => {
    if (event.type === 'webhook.received' && event.sizeBytes <= MAX_BYTES) {
      if (unanswered.length + waiting.length < MAX_WAITING) unanswered.push(event);
    }
    if (event.type !== 'webhook.answered') return;
    const place = unanswered.findIndex(({ id }) => id === event.id);
    const [webhook] = place === -1 ? [] : unanswered.splice(place, 1);
    if (webhook === undefined) return;
    waiting.push(webhook);
    running ??= run().catch(tellBug);
  });

  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

function bodyOf(event: Stamped<WebhookReceived>): unknown {
  return JSON.parse(Buffer.from(rawBodyOf(event)).toString('utf8'));
}

function tell(
  { id }: Stamped<WebhookReceived>,
  findings: readonly Finding[],
  shapes: Set<string>,
  stream: EventStream,
): void {
  const paths = [...new Set(findings.flatMap(unknownIn))];
  if (paths.length === 0) return;

  const isNew = paths.map((path) => noteShape(path, shapes)).includes(true);
  const unknown = paths.slice(0, MAX_PATHS);
  const { version } = packageJson;
  stream.emit({ type: 'webhook.drifted', id, unknown, findings: findings.length, isNew, version });
}

/** Of a property its path says enough; of a field, a type or a value, what it is. */
function unknownIn({ kind, path, found = '' }: Finding): readonly string[] {
  switch (kind) {
    case 'unknown-property':
      return [path];
    case 'unknown-field':
      return [`field ${found}`];
    case 'unknown-type':
    case 'unknown-value':
      return [`${path} ${found}`];
    default:
      return [];
  }
}

/** Is this path new, whatever place in its lists it names? */
function noteShape(path: string, shapes: Set<string>): boolean {
  const shape = path.replace(/\[\d+\]/g, '[]');
  if (shapes.has(shape) || shapes.size >= MAX_SHAPES) return false;
  shapes.add(shape);
  return true;
}
