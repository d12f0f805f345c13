import { assertNever } from '../assert-never.ts';
import type {
  OverrideEvent,
  OverrideFailed,
  OverridePlanned,
  OverrideRead,
  OverrideRestored,
  OverrideSet,
} from '../events.ts';
import { OVERRIDE_LIMIT } from '../webhook/override-fields.ts';
import { duration, hint, said, sentence, type TextLine } from './text-line.ts';

/** What one event of an override is worth saying. */
export function overrideText(event: OverrideEvent): readonly TextLine[] {
  switch (event.type) {
    case 'override.read':
      return readText(event);
    case 'override.planned':
      return plannedText(event);
    case 'override.set':
      return [said(overrideWords(event), 'good'), ...setHints(event)];
    case 'override.returning':
      return [hint(`Putting the override of ${place(event)} back… (Ctrl-C leaves it to the next start)`, 'quiet')];
    case 'override.cleared':
      return [said(overrideWords(event), 'good')];
    case 'override.restored':
    case 'override.foreign':
      return [said(overrideWords(event), event.type === 'override.foreign' ? 'warn' : 'good')];
    case 'override.failed':
      return [said(overrideWords(event), 'bad'), ...(event.next === undefined ? [] : [hint(event.next, 'warn')])];
    default:
      return assertNever(event);
  }
}

type ToldOverride = Exclude<
  OverrideEvent,
  { readonly type: 'override.read' | 'override.planned' | 'override.returning' }
>;

/** One line of it, for the notice of the screen too. */
export function overrideWords(event: ToldOverride): string {
  switch (event.type) {
    case 'override.set':
      return setWords(event);
    case 'override.cleared': {
      const was = event.was === null ? 'there was none' : `was ${event.was}`;
      return `override of ${place(event)} is cleared: ${was}`;
    }
    case 'override.restored':
      return restoredWords(event);
    case 'override.foreign': {
      const now = event.url === null ? 'nothing' : event.url;
      return `override of ${place(event)} was changed by somebody else and is left as it is: ${now} (ours was ${event.ours})`;
    }
    case 'override.failed':
      return failedWords(event);
    default:
      return assertNever(event);
  }
}

/** As a person says it: `number 106540352242922`. */
function place({ level, id }: Pick<OverrideSet, 'level' | 'id'>): string {
  return `${level === 'phone' ? 'number' : 'account'} ${id}`;
}

function setWords(event: OverrideSet): string {
  const { url, before, wayBack, movedFrom } = event;
  if (wayBack === 'already') return `override of ${place(event)} is ${url} already, and stays`;
  if (movedFrom !== undefined) return `override of ${place(event)} moved to ${url}, was ${movedFrom}`;
  const was = before === null ? 'there was none' : `was ${before}`;
  return `override set: Meta sends the webhooks of ${place(event)} to ${url} (${was})`;
}

const WAYS_BACK = {
  clear: 'At the end it is cleared again.',
  restore: 'At the end the one that stood there is put back; Meta has proven its verify token.',
  'given-up': 'At the end it is cleared: the verify token of the one that stood there is not known.',
  stays: 'It stays until `wa-webhook override restore` or `override clear`.',
  already: 'Nothing was changed, so nothing is put back.',
} satisfies Record<OverrideSet['wayBack'], string>;

function setHints(event: OverrideSet): readonly TextLine[] {
  if (event.movedFrom !== undefined) return [];
  const stronger = event.level === 'waba' ? [hint('A number with an override of its own goes there instead.')] : [];
  return [hint(WAYS_BACK[event.wayBack]), ...stronger, hint(OVERRIDE_LIMIT)];
}

function restoredWords(event: OverrideRestored): string {
  const who = event.isLeftOver === true ? ', left by an earlier run,' : '';
  const lost = event.lost === undefined ? '' : `; ${event.lost} stood there and is not put back`;
  const now = event.url === null ? 'cleared, as before' : `put back to ${event.url}`;
  const cleared = event.lost === undefined ? now : 'cleared';
  return `override of ${place(event)}${who} is ${cleared}${lost}`;
}

function failedWords(event: OverrideFailed): string {
  const what = event.what === 'set' ? 'not set' : 'NOT PUT BACK';
  const again = event.retryInMs === undefined ? '' : ` Next try in ${duration(event.retryInMs)}.`;
  return `override of ${place(event)} ${what}: ${sentence(event.reason)}${again}`;
}

function readText(event: OverrideRead): readonly TextLine[] {
  const { level, url, goesTo, by } = event;
  const own = plain(`override of ${place(event)}: ${url ?? 'none'}`);
  const whose = { phone: "the number's override", waba: "the account's override", app: "the app's own callback" }[by];
  const where = goesTo ?? 'the callback URL of the app';
  const stronger = level === 'waba' ? [hint('A number with an override of its own goes there instead.')] : [];
  const limit = by === 'app' ? [] : [hint(OVERRIDE_LIMIT)];
  return [own, plain(`its webhooks go to ${where}${goesTo === null ? '' : ` (${whose})`}`), ...stronger, ...limit];
}

function plannedText({ does, curl }: OverridePlanned): readonly TextLine[] {
  const words = {
    read: 'Read what stands there:',
    set: 'Set (Meta shakes hands with the URL first):',
    clear: 'Clear:',
    restore: 'Put back:',
  } satisfies Record<typeof does, string>;
  // As a comment: what is printed is a script that a shell would run.
  return [plain(`# ${words[does]}`), plain(curl)];
}

function plain(text: string): TextLine {
  return { to: 'stdout', text, lead: 'none' };
}
