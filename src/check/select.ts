import type { CheckCase } from './case.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export type Selected =
  | { readonly ok: true; readonly cases: readonly CheckCase[] }
  /** A pattern that fits no case. */
  | { readonly ok: false; readonly pattern: string };

/** The cases that are meant, in the order of the list. Pure. */
export function selectCases(cases: readonly CheckCase[], { only, skip }: Selection): Selected {
  const idle = [...only, ...skip].find((pattern) => !cases.some(({ id }) => fits(id, pattern)));
  if (idle !== undefined) return { ok: false, pattern: idle };

  const isMeant = (id: string) => only.length === 0 || only.some((pattern) => fits(id, pattern));
  const isSkipped = (id: string) => skip.some((pattern) => fits(id, pattern));
  return { ok: true, cases: cases.filter(({ id }) => isMeant(id) && !isSkipped(id)) };
}

/** `signature/wrong`, `signature/*`, or `signature` for the whole group. */
export function fits(id: string, pattern: string): boolean {
  if (!pattern.includes('*')) return id === pattern || id.startsWith(`${pattern}/`);
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(id);
}
