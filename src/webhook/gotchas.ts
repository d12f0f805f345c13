import { bodyGotchas } from './gotchas/bodies.ts';
import { eventGotchas } from './gotchas/events.ts';
import { idGotchas } from './gotchas/ids.ts';
import { messageGotchas } from './gotchas/messages.ts';
import { statusGotchas } from './gotchas/statuses.ts';
import type { Gotcha, PartGotcha, Surroundings } from './gotchas/surroundings.ts';
import { isObject } from './json-view.ts';

export type { Gotcha, Surroundings } from './gotchas/surroundings.ts';

/** THE LIST of what handlers get wrong with a part (whatsapp-webhooks.md, section 9): the worst first. */
const partGotchas: readonly PartGotcha[] = [...idGotchas, ...statusGotchas, ...messageGotchas, ...eventGotchas];

/** What a handler often gets wrong with this message, status or event. */
export function gotchasOf(surroundings: Surroundings): readonly Gotcha[] {
  return partGotchas.filter(({ applies }) => applies(surroundings)).map(bare);
}

/** What a handler often gets wrong with the body as a whole. */
export function bodyGotchasOf(body: unknown): readonly Gotcha[] {
  return isObject(body) ? bodyGotchas.filter(({ applies }) => applies(body)).map(bare) : [];
}

/** Every id there is, for the test that wants a payload for each. */
export const gotchaIds: readonly string[] = [...partGotchas, ...bodyGotchas].map(({ id }) => id);

function bare({ id, advice }: Gotcha): Gotcha {
  return { id, advice };
}
