import type { CommandContext, RegisterCommand } from './context.ts';
import { addCommonFlags } from './flags.ts';

export const registerSchema: RegisterCommand = (schema, context: CommandContext) => {
  schema.argument('[field]', 'only webhooks of this field, like messages or account_update');
  addCommonFlags(schema).action(async (field: string | undefined) => {
    const { runSchema } = await import('./run-schema.ts');
    context.finish(runSchema(field, schema, context.io));
  });
};
