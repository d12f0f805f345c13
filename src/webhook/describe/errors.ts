import { errorCode } from '../error-codes.ts';
import { isObject, type JsonObject, listIn, numberIn, objectIn } from '../json-view.ts';
import { strangerIn } from './parts.ts';
import type { Change, Told } from './told.ts';
import { counted, joined, word, wordIn } from './wording.ts';

/** `value.errors[]`: trouble of the app, the account or Meta, with no message to blame. */
export function* describeErrors({ value }: Change): Iterable<Told> {
  for (const error of listIn(value, 'errors')) {
    if (!isObject(error)) yield strangerIn('errors', error);
    else yield { kind: 'event', type: 'errors', summary: `error ${oneError(error)}` };
  }
}

/** The first of `errors[]` as `131047 Re-engagement message: what to do`, and how many more there are. */
export function errorWords(owner: JsonObject): string | undefined {
  const errors = listIn(owner, 'errors');
  const first = errors.find(isObject);
  if (first === undefined) return undefined;

  const more = errors.length - 1;
  return more === 0 ? oneError(first) : `${oneError(first)} (and ${counted(more, 'more error')})`;
}

function oneError(error: JsonObject): string {
  const code = numberIn(error, 'code');
  const known = code === undefined ? undefined : errorCode(code);
  const title = wordIn(error, 'title', 'message') ?? known?.title;
  const details = wordIn(objectIn(error, 'error_data'), 'details') ?? wordIn(error, 'details');
  // Some codes only mean something together with what Meta writes about this one case.
  const isInDetails = details !== undefined && (known?.whatToDo.includes('the details') ?? true);
  const advice = isInDetails ? details : known && afterColon(known.whatToDo);

  const name = joined([code === undefined ? undefined : word(String(code)), title?.replace(/\.$/, '')], ' ');
  return joined([name === '' ? 'without code or title' : name, advice === title ? undefined : advice], ': ');
}

/** A sentence as the end of a line: no capital, but for names, no further colon, no full stop. */
function afterColon(sentence: string): string {
  const words = sentence.replace(/\.$/, '').replace(': ', ', ');
  return /^Meta\b/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}
