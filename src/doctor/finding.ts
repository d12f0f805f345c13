import type { DoctorFound } from '../events.ts';

export type Finding = Omit<DoctorFound, 'type'>;

/** The findings on one subject. */
export function about(id: string, subject: string) {
  const found = (state: Finding['state'], told: string, remedy?: string): Finding => ({
    id,
    state,
    subject,
    told,
    ...(remedy === undefined ? {} : { remedy }),
  });
  return {
    ok: (told: string) => found('ok', told),
    note: (told: string, remedy?: string) => found('note', told, remedy),
    problem: (told: string, remedy: string) => found('problem', told, remedy),
  };
}
