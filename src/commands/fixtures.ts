import type { CommandContext, RegisterCommand } from './context.ts';
import { addCommonFlags, addSecretFlags, choice } from './flags.ts';

export const FIXTURE_FORMS = ['json', 'body', 'curl'] as const;

export const registerFixtures: RegisterCommand = (fixtures, context: CommandContext) => {
  const list = fixtures.command('list').description('all fixtures, one a line');
  addCommonFlags(list).action(async () => {
    const { runFixturesList } = await import('./run-fixtures.ts');
    context.finish(await runFixturesList(list, context.io));
  });

  const show = fixtures
    .command('show')
    .description('one fixture: as readable JSON, as the bytes that Meta would send, or as a command')
    .argument('<name>', 'like messages/text')
    .addOption(
      choice('--as <form>', 'how to print it; curl signs it when there is an app secret', FIXTURE_FORMS).default(
        'json',
      ),
    );
  addCommonFlags(addSecretFlags(show)).action(async (name: string) => {
    const { runFixturesShow } = await import('./run-fixtures.ts');
    context.finish(await runFixturesShow(name, show, context.io));
  });
};
