import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** With more of the processors in other hands, figures tell of the neighbours; ratios of the same round still hold. */
const BUSY_SHARE = 0.15;

let adoptedMs = 0;

/** Processor time of what a bench started that is no child of this process. */
export function countAsOwn(cpuMs) {
  adoptedMs += cpuMs;
}

/** What the figures hold for. Ends with how much of the processors others had meanwhile. */
export function watchMachine() {
  const started = { load: loadavg()[0], ...times() };
  return () => {
    const ended = times();
    const othersMs = ended.busyMs - started.busyMs - (ended.ownMs - started.ownMs);
    const othersShare = Math.max(0, othersMs / (ended.allMs - started.allMs));
    return {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      os: `${type()} ${release()}`,
      node: process.versions.node,
      loadAtStart: started.load,
      loadAtEnd: loadavg()[0],
      othersShare,
      isNoisy: othersShare > BUSY_SHARE || started.load > cpus().length / 2,
    };
  };
}

export function machineLines({ cpu, cores, memoryMb, os, node, loadAtStart, loadAtEnd, othersShare, isNoisy }) {
  const load = `load ${loadAtStart.toFixed(1)} at the start, ${loadAtEnd.toFixed(1)} at the end (its own)`;
  return [
    `Node ${node}, ${os}, ${cores} x ${cpu}, ${(memoryMb / 1024).toFixed(1)} GB.`,
    `Processor time that others took meanwhile: ${(othersShare * 100).toFixed(0)} %; ${load}.`,
    ...(isNoisy
      ? ['THE MACHINE WAS BUSY WITH OTHER WORK: measure again on a quiet one before you believe a figure.']
      : []),
  ];
}

/** Processor time since boot of everybody, and of this process with all its children that have ended. */
function times() {
  const [user, nice, system, idle, ioWait, irq, softIrq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busyMs = (user + nice + system + irq + softIrq + steal) * 10;
  const own = readFileSync('/proc/self/stat', 'utf8');
  const fields = own
    .slice(own.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ownMs = (fields[11] + fields[12] + fields[13] + fields[14]) * 10 + adoptedMs;
  return { busyMs, ownMs, allMs: busyMs + (idle + ioWait) * 10 };
}
