import type { CommandContext, RegisterCommand } from './context.ts';
import { addCommonFlags } from './flags.ts';

export const registerFixtures: RegisterCommand = (program, context: CommandContext) => {
  const fixtures = program.command('fixtures').description('the webhooks that replay can send by name');

  const list = fixtures.command('list').description('all fixtures, one a line');
  addCommonFlags(list).action(async () => {
    const { runFixturesList } = await import('./run-fixtures.ts');
    context.finish(await runFixturesList(list, context.io));
  });

  const show = fixtures
    .command('show')
    .description('one fixture, as readable JSON')
    .argument('<name>', 'like messages/text');
  addCommonFlags(show).action(async (name: string) => {
    const { runFixturesShow } = await import('./run-fixtures.ts');
    context.finish(await runFixturesShow(name, context.io));
  });
};
