import { type JsonObject, listIn } from '../json-view.ts';

/** One message, status, call or event with what surrounds it. */
export interface Surroundings {
  readonly field: string;
  /** `changes[].value` */
  readonly value: JsonObject;
  /** The list that holds it (`messages`, `statuses`); empty when the value itself is the event. */
  readonly list: string;
  readonly part: JsonObject;
}

export interface Gotcha {
  /** Stable, for programs. */
  readonly id: string;
  /** What code often gets wrong here, and the one thing to do. */
  readonly advice: string;
}

export interface PartGotcha extends Gotcha {
  readonly applies: (surroundings: Surroundings) => boolean;
}

export function hasContacts({ value }: Surroundings): boolean {
  return listIn(value, 'contacts').length > 0;
}
