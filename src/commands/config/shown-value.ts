import type { Option } from 'commander';
import type { ShownValue } from '../../events.ts';

/** A setting as it was given, without what others must not read: secrets, values of headers, queries of URLs, arguments of programs. */
export function shownValue(option: Option, given: unknown): ShownValue {
  if (Array.isArray(given)) return given.map((each: unknown) => String(shownValue(option, each)));
  if (typeof given === 'number' || typeof given === 'boolean')
    return SECRETS.includes(option.attributeName()) ? 'set' : given;
  return typeof given === 'string' ? shownText(option, given) : null;
}

/** Given by other names too, but never shown by these. */
const SECRETS: readonly string[] = ['appSecret', 'accessToken', 'verifyToken'];

function shownText(option: Option, text: string): string {
  if (SECRETS.includes(option.attributeName())) return `set, ${text.length} characters`;
  switch (/<(.+)>$/.exec(option.flags)?.[1]) {
    case "'K: V'":
      return text.replace(/:.*$/s, ': …');
    case 'url':
      return text.replace(/\?.*$/s, '?…');
    case "'program {port}'":
      return text.replace(/\s.*$/s, ' …');
    default:
      return text;
  }
}
