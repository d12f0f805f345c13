import { CliError } from '../errors.ts';
import { parseGeofeed, parsePrefixLines } from './prefix-lines.ts';
import { parsePublishedJson } from './published-json.ts';
import { hasEndMark, mergeDuplicates, parseRoutes, type Registration } from './rpsl.ts';

/** What an answer was recognised as. */
export type AnswerKind = 'rpsl' | 'prefixes' | 'geofeed' | 'ripestat' | 'json-list';

/** An answer that was read: who registered each prefix is known from a whois answer alone. */
export interface Answer {
  readonly kind: AnswerKind;
  /** Rows or objects, before duplicates are merged. */
  readonly entries: number;
  /** Whether the answer itself proves that nothing of it is missing. */
  readonly isComplete: boolean;
  readonly knowsMaintainers: boolean;
  readonly registrations: readonly Registration[];
}

/** Two addresses with a length, or one: what a line of a list begins with. */
const PREFIX_START = /^[\da-f]{0,4}[.:][\da-f.:]*(?:\/\d+)?/i;
/** What stands around the data: comments of lists and of whois servers. */
const COMMENT = /^\s*(?:[#;%]|\/\/|$)/;

/** Reads an answer from anywhere, by what is in it. Throws `list-refused` for anything that is not whole and sane. */
export function readAnswer(answerText: string, asns: readonly number[]): Answer {
  const kind = recognise(answerText);
  switch (kind) {
    case 'rpsl': {
      const routes = parseRoutes(answerText, asns);
      const isComplete = hasEndMark(answerText);
      return {
        kind,
        entries: routes.length,
        isComplete,
        knowsMaintainers: true,
        registrations: mergeDuplicates(routes),
      };
    }
    case 'json':
      return nameless(parsePublishedJson(answerText, asns), true);
    case 'geofeed':
      return nameless({ kind, prefixes: parseGeofeed(answerText) }, false);
    default:
      return nameless({ kind, prefixes: parsePrefixLines(answerText) }, false);
  }
}

/** Whatever is not clearly something else is read as a whois answer, whose reader says best what is wrong. */
function recognise(text: string): 'rpsl' | 'prefixes' | 'geofeed' | 'json' {
  if (/^\s*[{[]/.test(text)) return 'json';

  const first =
    text
      .split(/\r?\n/, 1_000)
      .find((line) => !COMMENT.test(line))
      ?.trim() ?? '';
  const start = PREFIX_START.exec(first)?.[0] ?? '';
  if (start === '' || !/[.:].*[.:]|\//.test(start)) return 'rpsl';
  return first.slice(start.length).startsWith(',') ? 'geofeed' : 'prefixes';
}

function nameless(
  { kind, prefixes }: { readonly kind: AnswerKind; readonly prefixes: readonly string[] },
  isComplete: boolean,
): Answer {
  if (prefixes.length === 0) throw new CliError('list-refused', 'The answer holds no prefixes.');

  const routes = prefixes.map((prefix) => ({ prefix, maintainers: [], source: kind }));
  const registrations = mergeDuplicates(routes);
  return { kind, entries: prefixes.length, isComplete, knowsMaintainers: false, registrations };
}
