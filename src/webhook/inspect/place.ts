import { word } from '../describe/wording.ts';

/** Where something stands. A chain and not a text, since of a thousand places walked through hardly one is ever written. */
export interface Place {
  readonly above?: Place | undefined;
  readonly key: string | number;
  /** Where paths for people begin anew: they read on from `value`. */
  readonly isStart?: boolean | undefined;
}

/** `/entry/0/changes/0/value/messages/0`, as RFC 6901 writes it. */
export function pointerOf(place: Place | undefined): string {
  return keysDownTo(place)
    .map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** `messages[0].image`, from the nearest start on. A name that is no name stands in quotes. */
export function pathOf(place: Place | undefined): string {
  let path = '';
  for (const key of keysDownTo(place, true)) {
    if (typeof key === 'number') path += `[${key}]`;
    else if (/^[\w$-]+$/.test(key)) path += `${path === '' ? '' : '.'}${word(key)}`;
    else path += `[${JSON.stringify(word(key))}]`;
  }
  return path;
}

function keysDownTo(place: Place | undefined, fromStart = false): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.above) {
    if (fromStart && at.isStart === true && keys.length > 0) break;
    keys.push(at.key);
  }
  return keys.reverse();
}
