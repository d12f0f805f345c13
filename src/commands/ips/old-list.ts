import type { Io } from '../../io.ts';
import type { KeptList } from '../../store/kept-list.ts';

/** Nobody asked for so long: Meta's addresses change every few weeks. */
const OLD_AFTER_DAYS = 30;
const DAY_MS = 86_400_000;

/** The days since the list was last found to be so, when they are too many. */
export function oldByDays({ at }: KeptList, io: Pick<Io, 'now'>): number | undefined {
  const days = Math.floor((io.now().getTime() - Date.parse(at)) / DAY_MS);
  return days > OLD_AFTER_DAYS ? days : undefined;
}
