import { expect, it } from 'vitest';
import { ACCESS_TOKEN, APP_ID, graphAnswering, WABA_ID } from '../support/graph-answering.ts';
import { openScreen } from '../support/listen-in-terminal.ts';

it('shows by w what Meta says, beside what to look at', async () => {
  const graph = await graphAnswering();
  graph.world.accounts.get(WABA_ID)?.subscribed.delete(APP_ID);
  const env = { WA_WEBHOOK_ACCESS_TOKEN: ACCESS_TOKEN, WA_WEBHOOK_GRAPH_URL: graph.url };
  const listen = await openScreen(undefined, env);
  listen.press('w');
  await listen.shows('What Meta says:');
  await listen.shows(/OFF The account 100000000000001 sends to no app/);
  await listen.shows('--subscribe');
  expect(listen.lines().join('\n')).not.toContain(ACCESS_TOKEN);
});
