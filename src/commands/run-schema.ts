import type { Command } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { CliError, EXIT } from '../errors.ts';
import type { Io } from '../io.ts';
import { type FieldName, fieldNames, isFieldName } from '../webhook/schema/index.ts';
import { fieldJsonSchema, webhookJsonSchema } from '../webhook/schema/json-schema.ts';
import type { CommonFlags } from './flags.ts';

/** Prints one JSON Schema, readable; with `--json` on one line. */
export function runSchema(field: string | undefined, command: Command, io: Io): number {
  const { json } = command.opts<CommonFlags>();
  const schema = field === undefined ? webhookJsonSchema() : fieldJsonSchema(knownField(field));
  io.stdout.write(`${JSON.stringify(schema, null, json === true ? 0 : 2)}\n`);
  return EXIT.done;
}

function knownField(wanted: string): FieldName {
  if (isFieldName(wanted)) return wanted;

  const nearest = closest(wanted, [...fieldNames]);
  const isNear = distance(wanted, nearest) <= Math.max(2, wanted.length / 3);
  throw new CliError(
    'wrong-usage',
    `There is no webhook field named "${wanted}".${isNear ? ` Did you mean "${nearest}"?` : ''}`,
    { hint: `Fields: ${fieldNames.join(', ')}.` },
  );
}
