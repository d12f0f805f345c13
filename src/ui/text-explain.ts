import type { FixtureSaved, PayloadExplained } from '../events.ts';
import type { ExplainedChange, ExplainedError, ExplainedPart, LocatedFinding, Row } from '../webhook/explain.ts';
import { fold } from './fold.ts';
import { printable } from './printable.ts';
import { count, facts, hint, type TextLine, type Tone } from './text-line.ts';

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
  const account = accountId === undefined ? [] : [`entry ${accountId}`];
  return [
    ...block(0, '', 'plain'),
    ...block(0, facts(name, ...account, ...doubt, ...gone), 'plain'),
    ...block(2, pointer, 'quiet'),
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
    const isNews = meaning !== undefined && !told.has(`${field} ${path} ${meaning}`);
    told.add(`${field} ${path} ${meaning}`);
    return [
      ...block(4, path === '' ? value : `${path}: ${value}`, 'plain'),
      ...(isNews ? block(8, meaning, 'quiet') : []),
    ];
  });
  return leftOut === 0 ? lines : [...lines, ...block(4, `and ${count(leftOut, 'more value')}`, 'quiet')];
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
  const words = names.slice(0, 10).map(([name, amount]) => `${amount.toLocaleString('en')} ${name.slice(0, 40)}`);
  return [
    ...block(0, '', 'plain'),
    ...block(
      2,
      `and ${total.toLocaleString('en')} more: ${words.join(', ')}${names.length > 10 ? ', …' : ''}`,
      'plain',
    ),
  ];
}

function findingLines({ findings }: PayloadExplained): readonly TextLine[] {
  if (findings.length === 0)
    return [...block(0, '', 'plain'), ...block(0, 'Everything in it is as Meta documents it.', 'good')];

  const left = findings.length - MAX_FINDINGS;
  return [
    ...block(0, '', 'plain'),
    ...block(0, `${count(findings.length, 'difference')} from what Meta documents:`, 'plain'),
    ...findings.slice(0, MAX_FINDINGS).flatMap(oneFinding),
    ...(left > 0 ? block(2, `and ${left.toLocaleString('en')} more; --json lists them`, 'plain') : []),
  ];
}

function oneFinding(finding: LocatedFinding): readonly TextLine[] {
  const isUnknownValue = finding.kind === 'unknown-value' || finding.kind === 'unknown-type';
  const isListed = isUnknownValue && finding.expected !== undefined && finding.expected !== '';
  const where = facts(...(finding.pointer === '' ? [] : [finding.pointer]), ...placeWords(finding));
  return [
    ...block(2, finding.sentence, finding.kind === 'envelope' ? 'bad' : 'warn'),
    ...(isListed ? block(4, `Known: ${finding.expected}.`, 'quiet') : []),
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
