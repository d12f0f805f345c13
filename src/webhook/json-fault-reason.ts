import { findJsonFault, type JsonFault } from './json-fault.ts';
import { placeOf } from './locate.ts';

/** Why a text is not JSON: one sentence with line and column, and the usual mistake where it shows. */
export function faultReason(text: string): string {
  if (text.trim() === '') return 'The body holds only white space.';

  const fault = findJsonFault(text);
  if (fault === undefined) return 'The body is not JSON.';

  const { line, column } = placeOf(text, fault.index);
  return `The body is not JSON at line ${line}, column ${column}: ${causeOfWhole(text) ?? causeAt(text, fault)}.`;
}

/** Another format altogether: more use than the character at which it shows. */
function causeOfWhole(text: string): string | undefined {
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith('<')) return 'it looks like HTML or XML';
  if (/^[\w.%+[\]-]+=[^\s=]/.test(start)) return 'it looks form-encoded (name=value), send it as application/json';
  return undefined;
}

function causeAt(text: string, { index, due }: JsonFault): string {
  const rest = text.slice(index, index + 70);
  if (rest === '') return 'it ends too early, as if cut';
  if (due === 'string') return causeInString(rest);
  if (/^\/[/*]/.test(rest) || rest.startsWith('#')) return 'a comment, which JSON does not have';
  if (due === 'end') return `${shown(rest)} follows after the end of the JSON`;

  const before = text.slice(Math.max(0, index - 50), index).trimEnd();
  if (/^[}\]]/.test(rest) && before.endsWith(',')) return `a comma stands before the closing ${shown(rest)}`;
  if (rest.startsWith("'")) return 'single quotes, where JSON wants double ones';
  if (/^[‘’‚“”„«»]/.test(rest)) return 'typographic quotes, as a word processor writes them; JSON wants "';
  const placeholder = (PLACEHOLDER.exec(rest) ?? PLACEHOLDER.exec(text.slice(index - 1, index + 70)))?.[0];
  if (placeholder !== undefined) return `the placeholder ${placeholder}, as in Meta's documentation: put a value there`;
  if (/^(?:\.\.\.|…)/.test(rest)) return 'an ellipsis, as in documentation: put there what it stands for';
  const name = /^(?:undefined|NaN|None|True|False|Infinity|-Infinity)\b/.exec(rest)?.[0];
  if (name !== undefined) return `the bare word ${name}, which JSON does not have`;
  if (due.startsWith('key') && /^\w/.test(rest)) return 'a property name without double quotes';
  return `${shown(rest)} stands where ${dueWords(due)} belongs`;
}

/** `<PHONE_NUMBER_ID>`, `{{name}}`, `${id}`: what examples leave to the reader. */
const PLACEHOLDER = /^(?:<[\w .-]{1,60}>|\{\{[\w .-]{1,60}\}\}|\$\{[\w .-]{1,60}\})/;

function causeInString(rest: string): string {
  if (rest.startsWith('\\')) return 'a backslash that begins no JSON escape';
  if (/^[\r\n]/.test(rest)) return 'a line break inside a string: a closing quote is missing, or it should be \\n';
  return `the control character ${shown(rest)} inside a string, which must be escaped`;
}

function dueWords(due: JsonFault['due']): string {
  switch (due) {
    case 'comma':
      return 'a comma or a closing bracket';
    case 'colon':
      return 'a colon';
    case 'key':
    case 'key or }':
      return 'a property name in double quotes';
    default:
      return 'a value';
  }
}

/** One character in quotes; what a terminal would obey or hide is named by its number. */
function shown(rest: string): string {
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (character === '"') return 'a double quote';
  if (/^[^\p{C}\p{Z}]$/u.test(character)) return `"${character}"`;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
