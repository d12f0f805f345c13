import type { SwitchChecked } from '../../events/graph.ts';

/** What is to be told of a switch. */
export type Finding = Omit<SwitchChecked, 'type'>;

export const ON = 'on';
