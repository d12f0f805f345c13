import { createReadStream } from 'node:fs';
import { relative, resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { formats } from '../allowlist/formats/index.ts';
import { arrangePrefixes } from '../allowlist/prefixes.ts';
import { hasEndMark, mergeDuplicates, parseRoutes } from '../allowlist/rpsl.ts';
import { checkTrust, findForeign } from '../allowlist/trust.ts';
import { askWhois, serverName, type WhoisPatience } from '../allowlist/whois.ts';
import { CliError, errorCode } from '../errors.ts';
import { createEventStream, type Emit } from '../events.ts';
import type { Io } from '../io.ts';
import { type KeptList, keptListPath, readKeptList, writeKeptList } from '../store/kept-list.ts';
import { chooseScreen, openScreen } from '../ui/screen.ts';
import type { RefreshFlags } from './ips.ts';
import { requireWritable, writeOutput } from './output-file.ts';

interface Answer {
  readonly answerText: string;
  /** `whois.radb.net:43`, a file's path, or `stdin`. */
  readonly source: string;
  /** Null for a saved answer. */
  readonly server: string | null;
}

/** The same cap as for an answer from the network. */
const MAX_INPUT_BYTES = 8 * 1024 * 1024;

/** Gets an answer, checks it, keeps it, prints it. `patience` is for tests that cannot wait for real retries. */
export async function runIpsRefresh(flags: RefreshFlags, io: Io, patience?: WhoisPatience): Promise<void> {
  const events = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, events, { screen, color: flags.color });

  const outputPath = flags.output === undefined ? undefined : resolve(io.cwd, flags.output);
  if (outputPath !== undefined) await requireWritable(outputPath, '--output');

  const answer =
    flags.input === undefined ? await ask(flags, io, events.emit, patience) : await readSaved(flags.input, io);
  const list = readList(answer, flags.asn, io.now());
  const { keptIn, ...notes } = await keep(list, flags, io);

  const shown = arrangePrefixes(list.prefixes.map(prefixOf), { family: flags.family, isAggregated: flags.aggregate });
  const text = formats[flags.format]({ ...list, generatedAt: list.at, ...shown });
  if (outputPath !== undefined) await writeOutput(outputPath, text, '--output');
  else if (screen !== 'json') io.stdout.write(text);

  events.emit({
    type: 'allowlist.refreshed',
    asn: list.asn,
    source: list.source,
    isComplete: list.isComplete,
    isAggregated: flags.aggregate,
    routeObjects: list.routeObjects,
    ...shown,
    foreign: findForeign(list.prefixes).map(({ prefix, maintainers }) => ({ prefix, maintainers })),
    keptIn,
    ...(flags.output !== undefined && { writtenTo: flags.output }),
    ...notes,
  });
}

function readList({ answerText, source, server }: Answer, asn: number, at: Date): KeptList {
  const routes = parseRoutes(answerText, asn);
  return {
    asn,
    source,
    server,
    at: at.toISOString(),
    isComplete: hasEndMark(answerText),
    routeObjects: routes.length,
    prefixes: mergeDuplicates(routes),
  };
}

/** Replaces the last good list, unless that one speaks against it. */
async function keep(list: KeptList, { asn, force, stateDir }: RefreshFlags, io: Io) {
  const folder = resolve(io.cwd, stateDir);
  const keptIn = shortPath(io.cwd, keptListPath(folder, asn));
  const kept = await readKeptList(folder, asn);

  const trust = checkTrust(list.prefixes.map(prefixOf), kept.state === 'kept' ? kept.list.prefixes.map(prefixOf) : []);
  if (!trust.ok && !force) {
    const hint = `The last good list is unchanged (${keptIn}). If the change is real, run again with --force.`;
    throw new CliError('list-refused', trust.reason, { hint });
  }

  await writeKeptList(folder, list);
  return {
    keptIn,
    ...(kept.state === 'damaged' && { keptProblem: kept.reason }),
    ...(!trust.ok && { acceptedLoss: trust.reason }),
  };
}

async function ask(
  { server, asn }: RefreshFlags,
  io: Io,
  emit: Emit,
  patience: WhoisPatience | undefined,
): Promise<Answer> {
  const answerText = await askWhois({
    server,
    query: `-i origin AS${asn}`,
    emit,
    signal: io.signal,
    jitter: () => (io.random(1)[0] ?? 0) / 255,
    ...(patience !== undefined && { patience }),
  });
  return { answerText, source: serverName(server), server: serverName(server) };
}

async function readSaved(input: string, io: Io): Promise<Answer> {
  const isStdin = input === '-';
  const stream = isStdin ? io.stdin : createReadStream(resolve(io.cwd, input));
  const source = isStdin ? 'stdin' : input;

  try {
    return { answerText: decode(await readBytes(addAbortSignal(io.signal, stream), source)), source, server: null };
  } catch (cause) {
    if (cause instanceof CliError || io.signal.aborted) throw cause;
    const hint = 'Check the path after --input.';
    throw new CliError('input-unreadable', `Cannot read ${source} (${errorCode(cause) ?? 'unknown error'}).`, {
      cause,
      hint,
    });
  }
}

async function readBytes(stream: Readable, source: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Nobody sets an encoding on these two streams, so what they give is bytes.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_INPUT_BYTES) {
      throw new CliError('input-too-large', `${source} is larger than 8 MiB.`, {
        hint: 'A real answer has half a megabyte. Check the path after --input.',
      });
    }
  }
  return Buffer.concat(chunks);
}

/** What Windows PowerShell redirects into a file is UTF-16. */
function decode(rawAnswer: Buffer): string {
  const isUtf16 = rawAnswer[0] === 0xff && rawAnswer[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(rawAnswer);
}

function prefixOf({ prefix }: { readonly prefix: string }): string {
  return prefix;
}

function shortPath(cwd: string, path: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below;
}
