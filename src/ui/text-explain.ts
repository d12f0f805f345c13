import type { FixtureSaved, PayloadExplained } from '../events.ts';
import type { ExplainedChange, ExplainedError, ExplainedPart, LocatedFinding, Row } from '../webhook/explain.ts';
import { fold } from './fold.ts';
import { printable } from './printable.ts';
import { count, facts, grouped, hint, type TextLine, type Tone } from './text-line.ts';

const COLUMNS = 80;
const MAX_FINDINGS = 20;

/** The long answer, for a screen of 80 columns: what it says, what each value means, what to mind, what is unknown. */
export function payloadExplainedText(event: PayloadExplained): readonly TextLine[] {
  const told = new Set<string>();
  return [
    ...block(0, `${event.what}: ${headWords(event)}`, 'plain'),
    ...event.says.flatMap((says) => block(2, says, 'good')),
    ...event.changes.flatMap((change) => changeLines(change, told)),
    ...leftOutLines(event),
    ...event.gotchas.flatMap(({ advice }) => mindLines(0, advice, told)),
    ...findingLines(event),
  ];
}

export function fixtureSavedText({ path, replaced }: FixtureSaved): readonly TextLine[] {
  return [
    hint(`Saved as ${path}, ${count(replaced, 'personal part')} replaced.`),
    hint(`Read it before you pass it on. Send it: wa-webhook replay ${path}`),
  ];
}

function headWords({ notifications, sizeBytes, isEnvelopeBroken }: PayloadExplained): string {
  const size = facts(count(notifications, 'notification'), count(sizeBytes, 'byte'));
  return isEnvelopeBroken ? facts(size, 'the envelope is broken') : size;
}

function changeLines(change: ExplainedChange, told: Set<string>): readonly TextLine[] {
  const { field, title, status, accountId, pointer } = change;
  const name =
    title === undefined ? `field ${field === '' ? 'without a name' : field}, not known` : `${field}: ${title}`;
  const doubt = status === 'doubtful' ? ['Meta documents no payload of it'] : [];
  const gone = status === 'gone' ? ['Meta sends it no more'] : [];
  const account = accountId === undefined ? [] : [`entry id ${accountId}`];
  return [
    ...block(0, '', 'plain'),
    ...block(0, facts(name, ...doubt, ...gone), 'plain'),
    ...block(2, facts(pointer, ...account), 'quiet'),
    ...rowLines(change.rows, change.leftOut, field, told),
    ...change.parts.flatMap((part) => partLines(part, field, told)),
  ];
}

function partLines(part: ExplainedPart, field: string, told: Set<string>): readonly TextLine[] {
  return [
    ...block(0, '', 'plain'),
    ...block(2, part.says, 'good'),
    ...block(4, facts(part.pointer, ...placeWords(part)), 'quiet'),
    ...rowLines(part.rows, part.leftOut, field, told),
    ...part.errors.flatMap((error) => errorLines(error)),
    ...part.gotchas.flatMap(({ advice }) => mindLines(4, advice, told)),
  ];
}

function rowLines(rows: readonly Row[], leftOut: number, field: string, told: Set<string>): readonly TextLine[] {
  const lines = rows.flatMap(({ path, value, meaning }) => {
    const place = `${field} ${path.replace(/\[\d+\]/g, '[]')} ${meaning}`;
    const isNews = meaning !== undefined && !told.has(place);
    told.add(place);
    return [...valueLines(path, value), ...(isNews ? block(8, meaning, 'quiet') : [])];
  });
  return leftOut === 0 ? lines : [...lines, ...block(4, `and ${grouped(leftOut)} more, not shown`, 'quiet')];
}

/** A value that does not fit beside its path stands below it, where it cannot be taken for a path. */
function valueLines(path: string, value: string): readonly TextLine[] {
  if (path === '') return block(4, value, 'plain');
  const line = block(4, `${path}: ${value}`, 'plain');
  return line.length === 1 ? line : [...block(4, `${path}:`, 'plain'), ...block(6, value, 'plain')];
}

function errorLines({ code, title, details, whatToDo }: ExplainedError): readonly TextLine[] {
  const name = [code, title].filter((word) => word !== undefined).join(' ');
  return [
    ...block(4, `Error ${name === '' ? 'without code and title' : name}`, 'bad'),
    ...(details === undefined ? [] : block(8, details, 'plain')),
    ...(whatToDo === undefined ? [] : block(8, `What to do: ${whatToDo}`, 'plain')),
  ];
}

/** The same advice once for all the messages of a batch. */
function mindLines(indent: number, advice: string, told: Set<string>): readonly TextLine[] {
  if (told.has(advice)) return [];
  told.add(advice);
  return block(indent, `Mind: ${advice}`, 'warn');
}

function leftOutLines({ leftOut }: PayloadExplained): readonly TextLine[] {
  const names = Object.entries(leftOut).sort(([, one], [, other]) => other - one);
  if (names.length === 0) return [];
  const total = names.reduce((sum, [, amount]) => sum + amount, 0);
  const words = names.slice(0, 10).map(([name, amount]) => `${grouped(amount)} ${name.slice(0, 40)}`);
  return [
    ...block(0, '', 'plain'),
    ...block(2, `and ${grouped(total)} more: ${words.join(', ')}${names.length > 10 ? ', …' : ''}`, 'plain'),
  ];
}

function findingLines({ findings }: PayloadExplained): readonly TextLine[] {
  if (findings.length === 0)
    return [...block(0, '', 'plain'), ...block(0, 'Everything in it is as Meta documents it.', 'good')];

  const groups = groupedFindings(findings.filter(({ kind }) => kind !== 'more'));
  const left = groups.length - MAX_FINDINGS;
  return [
    ...block(0, '', 'plain'),
    ...block(0, 'What is not as Meta documents it:', 'plain'),
    ...groups.slice(0, MAX_FINDINGS).flatMap(oneFinding),
    ...(left > 0 ? block(2, `and ${grouped(left)} more, which --json lists`, 'plain') : []),
    ...findings.filter(({ kind }) => kind === 'more').flatMap(({ sentence }) => block(2, sentence, 'plain')),
  ];
}

interface FindingGroup {
  readonly first: LocatedFinding;
  readonly size: number;
}

/** What a thousand messages have in common is one thing to know: the first of each kind, and how many there are. */
function groupedFindings(findings: readonly LocatedFinding[]): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const shape = `${finding.kind} ${finding.pointer.replace(/\/\d+(?=\/|$)/g, '/n')} ${finding.found}`;
    const { first = finding, size = 0 } = groups.get(shape) ?? {};
    groups.set(shape, { first, size: size + 1 });
  }
  return [...groups.values()];
}

function oneFinding({ first, size }: FindingGroup): readonly TextLine[] {
  const { kind, expected = '', pointer, sentence } = first;
  const isListed = (kind === 'unknown-value' || kind === 'unknown-type') && expected !== '';
  const more = size > 1 ? [`and at ${count(size - 1, 'more place')}`] : [];
  const where = facts(...(pointer === '' ? [] : [pointer]), ...placeWords(first), ...more);
  return [
    ...block(2, sentence, kind === 'envelope' ? 'bad' : 'warn'),
    ...(isListed ? block(4, `Known: ${expected}.`, 'quiet') : []),
    ...(where === '' ? [] : block(4, where, 'quiet')),
  ];
}

function placeWords({ line, column }: { readonly line?: number; readonly column?: number }): readonly string[] {
  return line === undefined || column === undefined ? [] : [`line ${line}, column ${column}`];
}

/** Text folded at the width of a screen. It is made harmless first, since pictures of control characters are wider. */
function block(indent: number, text: string, tone: Tone): readonly TextLine[] {
  const pad = ' '.repeat(indent);
  return fold(printable(text), COLUMNS - indent).map((line) => ({
    to: 'stdout',
    text: line === '' ? '' : `${pad}${line}`,
    tone,
    lead: 'none',
  }));
}
