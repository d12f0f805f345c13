import { type JsonObject, numberIn, textIn } from '../webhook/json-view.ts';
import { duration, facts, type TextLine, type Tone } from './text-line.ts';

export interface Became {
  readonly words: string;
  readonly tone: Tone;
}

/** What one line of history says became of a webhook; undefined for one that says nothing of it. */
export function becameOf(line: JsonObject, receivedMs: number): Became | undefined {
  switch (textIn(line, 'type')) {
    case 'webhook.answered':
      return answered(line);
    case 'forward.answered':
      return forwarded(line);
    case 'forward.failed': {
      const silence = `forwarded to ${textIn(line, 'to') ?? '?'}: no answer (${textIn(line, 'code') ?? '?'})`;
      return { words: facts(silence, textIn(line, 'reason') ?? ''), tone: 'bad' };
    }
    case 'webhook.received': {
      const afterMs = Date.parse(textIn(line, 'at') ?? '') - receivedMs;
      const after = Number.isNaN(afterMs) ? '' : `, ${duration(Math.max(0, afterMs))} later`;
      return { words: `came again as ${textIn(line, 'id') ?? '?'}${after}`, tone: 'warn' };
    }
    default:
      return undefined;
  }
}

export function becameLines(lines: readonly JsonObject[], receivedMs: number): readonly TextLine[] {
  const all = lines.flatMap((line) => becameOf(line, receivedMs) ?? []);
  const shown = all.slice(0, MAX_LINES).map(({ words, tone }): TextLine => {
    return { to: 'stdout', text: words, tone, lead: 'none' };
  });
  const left = all.length - shown.length;
  return left === 0 ? shown : [...shown, { to: 'stdout', text: `and ${left} more`, tone: 'quiet', lead: 'none' }];
}

/** A webhook that came a thousand times, or was tried for a week. */
const MAX_LINES = 20;

function answered(line: JsonObject): Became {
  const status = numberIn(line, 'status') ?? 0;
  const by = textIn(line, 'by') ?? '?';
  const took = duration(numberIn(line, 'tookMs') ?? 0);
  const reason = textIn(line, 'reason');
  if (reason !== undefined) return { words: `not answered: ${reason}`, tone: 'bad' };
  if (status === 0) return { words: 'not answered: connection dropped on purpose', tone: 'bad' };
  return { words: `answered ${status} by ${DECIDERS[by] ?? by} in ${took}`, tone: status === 200 ? 'good' : 'bad' };
}

const DECIDERS: Readonly<Record<string, string>> = { app: 'the app', fault: 'a fault on purpose' };

function forwarded(line: JsonObject): Became {
  const status = numberIn(line, 'status') ?? 0;
  const words = `forwarded to ${textIn(line, 'to') ?? '?'}: ${status} in ${duration(numberIn(line, 'tookMs') ?? 0)}`;
  return { words, tone: status === 200 ? 'good' : 'bad' };
}
