import { closest } from 'fastest-levenshtein';
import { findJsonFault } from '../webhook/json-fault.ts';
import { locate, type Place, placeOf, pointerTo } from '../webhook/locate.ts';

/** `, line 3, column 11`: where the value of these keys stands; nothing where it is not found. */
export function placeInConfig(text: string, keys: readonly string[]): string {
  const pointer = keys.reduce<string>(pointerTo, '');
  const place = locate(text, [pointer]).get(pointer);
  return place === undefined ? '' : `, ${told(place)}`;
}

/** ` at line 3, column 11`: where the text stops being JSON. Never a word of it: a secret may stand there. */
export function faultInConfig(text: string): string {
  const fault = findJsonFault(text);
  return fault === undefined ? '' : ` at ${told(placeOf(text, fault.index))}`;
}

/** The known name that is most like the one that is not. */
export function nearestOf(name: string, known: readonly string[]): string {
  return closest(name, [...known]);
}

function told({ line, column }: Place): string {
  return `line ${line}, column ${column}`;
}
