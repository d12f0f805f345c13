import { createLookup, plainAddress, type Standing } from '../../allowlist/lookup.ts';
import { findForeign } from '../../allowlist/maintainers.ts';
import { CliError, EXIT } from '../../errors.ts';
import { createEventStream, type Emit } from '../../events.ts';
import type { Io } from '../../io.ts';
import { chooseScreen, openScreen } from '../../ui/screen.ts';
import { findKept } from './find-kept.ts';
import type { CheckFlags } from './flags.ts';
import { readLines } from './read-input.ts';

type LookUp = (address: string) => Standing;

const OUTSIDERS_TOLD = 5;

/** Tells of each address whether it is inside, and by whose registration. */
export async function runIpsCheck(what: readonly string[], flags: CheckFlags, io: Io): Promise<number> {
  if (what.length === 0 && flags.log === undefined) {
    throw new CliError('wrong-usage', 'Nothing to check was given.', {
      hint: 'Give addresses, a file, - for stdin, or --log: wa-webhook ips check 157.240.22.53',
    });
  }
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  const list = await findKept(flags, io);
  const lookUp = createLookup(list.prefixes);
  let outside = 0;
  const check = (address: string) => {
    const standing = lookUp(address);
    if (!standing.isInside) outside += 1;
    stream.emit({ type: 'address.checked', address, ...told(standing, list.knowsMaintainers) });
  };

  for (const each of what) {
    const address = plainAddress(each);
    if (address !== undefined) check(address);
    else await checkFile(each, check, io);
  }
  if (flags.log !== undefined) outside += await countLog(flags.log, lookUp, stream.emit, io);
  return outside > 0 ? EXIT.negative : EXIT.done;
}

function told(standing: Standing, knowsMaintainers: boolean) {
  if (!standing.isInside) return { isInside: false };
  const { by } = standing;
  const isForeign = knowsMaintainers && findForeign(by).length === by.length;
  return { isInside: true, by: by[0], ...(isForeign && { isForeign }) };
}

async function checkFile(path: string, check: (address: string) => void, io: Io): Promise<void> {
  const hint = 'Give addresses like 157.240.22.53, or a file with one in the first column of each line.';
  for await (const { text, lineNumber, source } of firstColumns(path, hint, io)) {
    const address = plainAddress(text);
    if (address === undefined) {
      throw new CliError('input-unreadable', `Line ${lineNumber} of ${source} does not begin with an address.`, {
        hint,
      });
    }
    check(address);
  }
}

/** Counts the lines of a log of any length. Most senders come again and again, so each is looked up once. */
async function countLog(path: string, lookUp: LookUp, emit: Emit, io: Io): Promise<number> {
  const counts = { inside: 0, outside: 0, unreadable: 0 };
  const known = new Map<string, boolean>();
  const outsiders = new Map<string, number>();

  let from = path;
  for await (const { text, source } of firstColumns(path, 'Check the path after --log.', io)) {
    from = source;
    const address = plainAddress(text);
    if (address === undefined) {
      counts.unreadable += 1;
      continue;
    }
    const isInside = known.get(address) ?? lookUp(address).isInside;
    known.set(address, isInside);
    counts[isInside ? 'inside' : 'outside'] += 1;
    if (!isInside) outsiders.set(address, (outsiders.get(address) ?? 0) + 1);
  }

  const most = [...outsiders].sort(([, a], [, b]) => b - a).slice(0, OUTSIDERS_TOLD);
  const named = most.map(([address, times]) => ({ address, times }));
  emit({ type: 'addresses.counted', source: from, ...counts, outsiders: named });
  return counts.outside;
}

/** What stands before the first blank or comma of each line; empty lines and comments are passed over. */
async function* firstColumns(path: string, hint: string, io: Io) {
  let lineNumber = 0;
  for await (const { line, source } of readLines(path, hint, io)) {
    lineNumber += 1;
    const text = /^\s*([^\s,]+)/.exec(line)?.[1] ?? '';
    if (text !== '' && !text.startsWith('#')) yield { text, lineNumber, source };
  }
}
