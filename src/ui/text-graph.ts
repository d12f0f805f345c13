import type { GraphRetried } from '../events.ts';
import { duration, hint, sentence, type TextLine } from './text-line.ts';

/** What happens at the Graph API, beside what was asked for. */
export function graphText(event: GraphRetried): readonly TextLine[] {
  return [hint(graphRetriedWords(event))];
}

export function graphRetriedWords({ reason, inMs }: GraphRetried): string {
  return `Graph API: ${sentence(reason)} Asking again in ${duration(inMs)}.`;
}
