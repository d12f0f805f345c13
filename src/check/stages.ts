import { type CheckCase, has } from './case.ts';

/** Calm neighbours go together; whatever may take the endpoint down, or is measured, has it for itself. Pure. */
export function inStages(cases: readonly CheckCase[]): readonly (readonly CheckCase[])[] {
  const stages: CheckCase[][] = [];
  for (const check of cases) {
    const last = stages.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && isCalm(before) && isCalm(check)) last.push(check);
    else stages.push([check]);
  }
  return stages;
}

export function isCalm(check: CheckCase): boolean {
  return !has(check, 'hostile') && !has(check, 'alone');
}
