import { findForeign } from '../../allowlist/maintainers.ts';
import type { AllowlistListed } from '../../events.ts';
import type { Io } from '../../io.ts';
import { arrangeList } from './arrange-list.ts';
import { findKept } from './find-kept.ts';
import type { KeptFlags } from './flags.ts';
import type { ListFile } from './list-file.ts';
import { oldByDays } from './old-list.ts';

/** Prints the kept list, and says on stderr what is to be known about it. */
export async function runIpsList(flags: KeptFlags, io: Io): Promise<void> {
  const list = await findKept(flags, io, flags.at);
  const output = flags.output === undefined ? undefined : await openOutput(flags.output, io);
  const { shown, text, note } = await arrangeList(list, flags);
  if (output !== undefined) await output.write(text);
  else if (flags.json !== true) io.stdout.write(text);

  const days = flags.at === undefined ? oldByDays(list, io) : undefined;
  const listed: AllowlistListed = {
    type: 'allowlist.listed',
    asns: list.asns,
    source: list.source,
    foundAt: list.at,
    since: list.since,
    isAggregated: flags.aggregate,
    ...shown,
    foreign: list.knowsMaintainers ? findForeign(list.prefixes) : [],
    ...(days !== undefined && { oldByDays: days }),
    ...(output !== undefined && { writtenTo: output.name }),
    ...(note !== undefined && { note }),
  };
  if (flags.json === true || hasNews(listed)) await tell(listed, flags, io);
}

/** Most lists go to stdout, and need nothing of what writes a file. */
async function openOutput(name: string, io: Io): Promise<ListFile> {
  const { openListFile } = await import('./list-file.ts');
  return openListFile(name, io);
}

/** A list that is as it should be is printed without a word. */
function hasNews({ foreign, oldByDays: days, writtenTo, note }: AllowlistListed): boolean {
  return foreign.length > 0 || days !== undefined || writtenTo !== undefined || note !== undefined;
}

/** The reader of events takes longer to load than the list to print: only who has something to say pays it. */
async function tell(listed: AllowlistListed, flags: KeptFlags, io: Io): Promise<void> {
  const [{ createEventStream }, { chooseScreen, openScreen }] = await Promise.all([
    import('../../events.ts'),
    import('../../ui/screen.ts'),
  ]);
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });
  stream.emit(listed);
}
