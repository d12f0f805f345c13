import { type JsonObject, textIn } from '../json-view.ts';
import type { Notification } from '../notification.ts';
import type { People } from './people.ts';

/** What a describer says about one part of a webhook. Ids that the part does not name stay away. */
export interface Told {
  readonly kind: Notification['kind'];
  readonly type: string;
  readonly summary: string;
  readonly messageId?: string | undefined;
  readonly from?: string | undefined;
  readonly participantId?: string | undefined;
}

/** One `changes[]` object: its field, its value, and who the value's `contacts[]` say the users are. */
export interface Change {
  readonly field: string;
  readonly value: JsonObject;
  readonly people: People;
}

/** Tells what a change of one field holds. Lazy, since a body of 3 MB can hold a million parts. */
export type DescribeField = (change: Change) => Iterable<Told>;

/** For a field whose whole value is one event. */
export function oneEvent(words: (value: JsonObject) => string): DescribeField {
  return ({ field, value }) => [{ kind: 'event', type: eventType(value, field), summary: words(value) }];
}

export function eventType(value: JsonObject, field: string): string {
  return textIn(value, 'event', 'decision', 'type') ?? field;
}
