import { CliError } from '../../errors.ts';
import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { createFaultSwitch, type FaultSwitch, type Faults, faultSpec, NO_FAULTS } from '../../receiver/faults.ts';
import type { ActionResult } from '../../ui/tui/actions.ts';
import type { ListenFlags } from '../listen.ts';

/** The faults that the flags ask for, and each later change of them, told. */
export function openFaults(flags: ListenFlags, stream: EventStream, io: Io): FaultSwitch {
  const faults = { rules: flags.respond ?? [], delayMs: flags.delay ?? 0 };
  const faultSwitch = createFaultSwitch(faults, () => Buffer.from(io.random(4)).readUInt32BE() / 2 ** 32);
  const tell = ({ rules, delayMs }: Faults) =>
    stream.emit({ type: 'fault.set', respond: rules.map(faultSpec), delayMs });

  if (faults.rules.length > 0 || faults.delayMs > 0) tell(faults);
  return {
    ...faultSwitch,
    replace: (next) => {
      faultSwitch.replace(next);
      tell(next);
    },
  };
}

/** Longer than Meta wants to wait for, shorter than it does. */
const SLOW_DELAY_MS = 8_000;

const CHOICES: readonly Faults[] = [
  NO_FAULTS,
  { rules: [{ answer: 500 }], delayMs: 0 },
  { rules: [{ answer: 500, first: 3 }], delayMs: 0 },
  { rules: [], delayMs: SLOW_DELAY_MS },
  { rules: [{ answer: 'drop' }], delayMs: 0 },
];

/** The key 1 to 5 of the terminal UI. The change itself is told by its event. */
export function chooseFault(number: number, faultSwitch: FaultSwitch): ActionResult {
  const faults = CHOICES[number - 1];
  if (faults === undefined) throw new CliError('wrong-usage', `There is no fault ${number}.`);

  faultSwitch.replace(faults);
  return { text: `From the next webhook on: ${wordsOf(faults)}.`, isTrouble: false };
}

function wordsOf({ rules, delayMs }: Faults): string {
  if (delayMs > 0) return `answers come ${delayMs / 1_000} s late`;
  return rules.length === 0 ? 'the usual answers' : rules.map(faultSpec).join(', ');
}
