import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addGraphFlags } from '../../../src/commands/graph-flags.ts';
import { openMetaGuide } from '../../../src/commands/listen/meta-guide.ts';
import { createEventStream, type Stamped } from '../../../src/events.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { ACCESS_TOKEN, graphAnswering, WABA_ID } from '../../support/graph-answering.ts';
import { happened } from '../../support/happened.ts';

/** The guide of a `listen`, and what it tells. */
async function guide({ hasToken = true, json = false, silentMs = 1 } = {}) {
  const graph = await graphAnswering();
  const command = addGraphFlags(new Command('listen').option('--json'));
  await command.parseAsync(['--graph-url', graph.url, ...(json ? ['--json'] : [])], { from: 'user' });
  if (hasToken) command.setOptionValueWithSource('accessToken', ACCESS_TOKEN, 'env');
  const { io } = fakeIo();
  const stream = createEventStream(io.now);
  const told: Stamped[] = [];
  stream.subscribe((event) => void told.push(event));
  const stopping = new AbortController();
  const options = { command, appSecret: undefined, stream, io, signal: stopping.signal, silentMs };
  const opened = openMetaGuide(options);
  onTestFinished(() => {
    opened.close();
    stopping.abort();
  });
  return { graph, stream, told, ...opened };
}

describe('openMetaGuide', () => {
  it('asks Meta when a handshake worked and nothing comes, from where the listener stands', async () => {
    const { graph, stream, told } = await guide();
    graph.world.accounts.get(WABA_ID)?.subscribed.clear();
    for (const app of graph.world.apps.values()) app.callbackUrl = 'https://other.example/';
    stream.publish(happened('receiver.ready', { publicUrl: 'https://otter.example/webhook' }));
    stream.publish(happened('handshake.answered'));
    await expect.poll(() => told.at(-1)).toMatchObject({ type: 'subscription.checked' });
    expect(told).toContainEqual(expect.objectContaining({ type: 'switch.checked', name: 'account', state: 'off' }));
    const destination = told.find((event) => event.type === 'switch.checked' && event.name === 'destination');
    expect(destination).toMatchObject({
      state: 'off',
      what: expect.stringContaining('your listener is https://otter.example/webhook'),
    });
  });

  it('does not ask once something came, nor after a refused handshake', async () => {
    const { graph, stream } = await guide();
    stream.publish(happened('handshake.answered', { ok: false }));
    stream.publish(happened('webhook.received'));
    stream.publish(happened('handshake.answered'));
    // A timer of a millisecond would have been first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(graph.requests).toEqual([]);
  });

  it.each([{ hasToken: false }, { json: true }])('never asks with %j', async (options) => {
    const { graph, ask, stream } = await guide(options);
    stream.publish(happened('handshake.answered'));
    await ask();
    expect(graph.requests).toEqual([]);
  });

  it('asks once at a time, and again when it is asked again', async () => {
    const { told, ask } = await guide();
    await Promise.all([ask(), ask()]);
    const summaries = () => told.filter(({ type }) => type === 'subscription.checked').length;
    expect(summaries()).toBe(1);
    await ask();
    expect(summaries()).toBe(2);
  });

  it('tells what goes wrong, and goes on', async () => {
    const { graph, told, ask } = await guide();
    graph.fail('expired');
    await ask();
    expect(told.at(-1)).toMatchObject({ type: 'setting.noted', setting: 'what Meta says' });
    expect(JSON.stringify(told)).toContain('The access token has expired');
    expect(JSON.stringify(told)).not.toContain(ACCESS_TOKEN);
  });
});
