import { word } from '../describe/wording.ts';
import { errorCode } from '../error-codes.ts';
import { isObject, type JsonObject, numberIn, objectIn, textIn } from '../json-view.ts';

/** One of `errors[]`, with what is known of its code. */
export interface ExplainedError {
  readonly code?: number;
  readonly title?: string;
  readonly details?: string;
  /** Absent when the code is not known. */
  readonly whatToDo?: string;
}

const MAX_ERRORS = 10;
const MAX_DEPTH = 8;
const MAX_LOOKED_AT = 2_000;

/** The errors of a part, wherever they stand in it; the part itself when it comes from a list of errors. */
export function errorsOf(part: unknown, list: string): readonly ExplainedError[] {
  const errors: JsonObject[] = list === 'errors' && isObject(part) ? [part] : [];
  let lookedAt = 0;

  const visit = (value: unknown, isErrors: boolean, depth: number): void => {
    lookedAt += 1;
    if (depth > MAX_DEPTH || lookedAt > MAX_LOOKED_AT || errors.length >= MAX_ERRORS) return;
    if (Array.isArray(value)) for (const member of value) visit(member, isErrors, depth + 1);
    else if (isObject(value)) {
      if (isErrors) errors.push(value);
      else for (const [key, child] of Object.entries(value)) visit(child, key === 'errors', depth + 1);
    }
  };
  visit(part, false, 0);
  return errors.map(explainedError);
}

function explainedError(error: JsonObject): ExplainedError {
  const code = numberIn(error, 'code');
  const known = code === undefined ? undefined : errorCode(code);
  const title = textIn(error, 'title', 'message', 'error_type') ?? known?.title;
  const details = textIn(objectIn(error, 'error_data'), 'details') ?? textIn(error, 'details');
  return {
    ...(code === undefined ? {} : { code }),
    ...(title === undefined ? {} : { title: word(title) }),
    ...(details === undefined || details === title ? {} : { details: details.slice(0, MAX_DETAILS) }),
    ...(known === undefined ? {} : { whatToDo: known.whatToDo }),
  };
}

const MAX_DETAILS = 500;
