import type { OverrideEvent } from '../../events.ts';
import { overrideWords } from '../text-override.ts';
import type { SessionState } from './session-state.ts';

/** Where Meta sends a number's or an account's webhooks, as far as that is ours to say. */
export interface OverrideState {
  readonly level: 'phone' | 'waba';
  readonly id: string;
  /** `foreign`: somebody else has it now. */
  readonly phase: 'set' | 'failed' | 'returning' | 'foreign' | 'back';
  /** What it is set to. */
  readonly url?: string;
  /** Why it failed, and what to do about it. */
  readonly trouble?: string;
  readonly next?: string;
}

export function afterOverride(state: SessionState, event: OverrideEvent): SessionState {
  switch (event.type) {
    case 'override.set': {
      const next = withPlace(state, { level: event.level, id: event.id, phase: 'set', url: event.url });
      // Meta has been told the new URL: there is nothing left for the person to do.
      const { changedFrom: _, overrideRequest: __, ...tunnel } = state.tunnel;
      return { ...next, tunnel, notice: overrideWords(event) };
    }
    case 'override.failed': {
      const trouble = overrideWords(event);
      const next = event.next === undefined ? {} : { next: event.next };
      return withPlace(state, { level: event.level, id: event.id, phase: 'failed', trouble, ...next });
    }
    case 'override.foreign': {
      const next = withPlace(state, { level: event.level, id: event.id, phase: 'foreign' });
      return { ...next, notice: overrideWords(event) };
    }
    case 'override.returning':
      return withPlace(state, { level: event.level, id: event.id, phase: 'returning' });
    case 'override.restored':
      return withPlace(state, { level: event.level, id: event.id, phase: 'back' });
    // Of the command, which has no screen.
    case 'override.read':
    case 'override.planned':
    case 'override.cleared':
      return state;
  }
}

function withPlace(state: SessionState, place: OverrideState): SessionState {
  const others = state.overrides.filter(({ level, id }) => level !== place.level || id !== place.id);
  return { ...state, overrides: [...others, place] };
}

/** `override phone 106540352242922`, in capitals what is not as it should be. */
export function placeWords({ level, id, phase }: OverrideState): string {
  const words = {
    set: `override ${level} ${id}`,
    failed: `override ${level} ${id} NOT SET`,
    foreign: `override ${level} ${id} SOMEBODY ELSE'S`,
    returning: `override ${level} ${id} going back`,
    back: `override ${level} ${id} put back`,
  } satisfies Record<typeof phase, string>;
  return words[phase];
}
