import type { EventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { createFaultSwitch, type FaultSwitch, type Faults, faultSpec } from '../../receiver/faults.ts';
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
