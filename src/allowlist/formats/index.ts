import type { Format } from './format.ts';
import { json } from './json.ts';
import { plain } from './plain.ts';

/** Add a format here; the `--format` choices, the help and the contract test follow. */
export const formats = { plain, json } satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
