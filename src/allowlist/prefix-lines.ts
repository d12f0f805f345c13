import { CliError } from '../errors.ts';
import { familyOf } from './families.ts';
import { parsePrefix } from './prefixes.ts';
import { quote } from './quote.ts';

const MAX_LINE_LENGTH = 64 * 1024;

/** One prefix a line, with comments: what most published lists are. Throws `list-refused`, naming the line. */
export function parsePrefixLines(listText: string): string[] {
  return dataLines(listText).map(({ text, number }) => canonical(text, `Line ${number}`));
}

/** RFC 8805: `prefix,country,region,city,postal code`. Where the addresses are does not matter here. */
export function parseGeofeed(listText: string): string[] {
  return dataLines(listText).map(({ text, number }) => {
    const [prefixText = '', ...places] = text.split(',');
    if (places.length === 0) throw refused(`Line ${number} of the geofeed has no place: "${quote(text)}".`);
    return canonical(prefixText.trim(), `Line ${number}`);
  });
}

/** The canonical prefix, or `list-refused`: one bad prefix fails the whole list. */
export function canonical(prefixText: string, place: string): string {
  const check = parsePrefix(prefixText, familyOf(prefixText));
  if (check.ok) return check.prefix;
  throw refused(`${place}: "${quote(prefixText)}" ${check.reason}; one bad prefix fails the whole list.`);
}

function dataLines(listText: string): { readonly text: string; readonly number: number }[] {
  return listText.split(/\r?\n/).flatMap((line, index) => {
    if (line.length > MAX_LINE_LENGTH) throw refused(`Line ${index + 1} of the list is longer than 64 KiB.`);
    const text = line.replace(/(?:^|\s)(?:[#;%]|\/\/).*$/, '').trim();
    return text === '' ? [] : [{ text, number: index + 1 }];
  });
}

function refused(sentence: string): CliError {
  return new CliError('list-refused', sentence);
}
