import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeTunnel, startFakeTunnel } from '../support/fake-tunnel.ts';
import { graphAnswering, PHONE_ID, WABA_ID } from '../support/graph-answering.ts';
import { textMessage } from '../support/listening.ts';
import {
  accountOverride,
  expectNoToken,
  graphEnv,
  nextStart,
  numberOverride,
  overrideNotes,
  overriding,
  setNumberOverride,
} from '../support/overriding.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

async function fakeTunnel(): Promise<FakeTunnel> {
  const host = await startFakeTunnel();
  onTestFinished(host.close);
  return host;
}

describe('listen --override', () => {
  it('sets it when the URL is proven, gets what Meta sends, and puts it back at Ctrl-C', async () => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel());
    expect(await listen.next('override.set')).toMatchObject({
      level: 'phone',
      id: PHONE_ID,
      url: listen.publicUrl.href,
      before: null,
      wayBack: 'clear',
    });
    expect(numberOverride(graph)).toBe(listen.publicUrl.href);
    const [note = ''] = overrideNotes(listen.cwd);
    expect(JSON.parse(note)).toMatchObject({ before: null, ours: [listen.publicUrl.href], isPending: false });

    expect(await graph.deliver(textMessage('wamid.1'))).toEqual({ to: listen.publicUrl.href, status: 200 });
    expect(await listen.next('webhook.received')).toMatchObject({ signature: { state: 'valid' } });

    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(numberOverride(graph)).toBeUndefined();
    expect(overrideNotes(listen.cwd)).toEqual([]);
    const types = listen.events().map(({ type }) => type);
    expect(types.slice(-3)).toEqual(['override.returning', 'override.restored', 'session.ended']);
    expectNoToken(listen.cwd, listen.out(), listen.err());
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('puts it back at %s', async (signal) => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel(), ['--override', `waba:${WABA_ID}`]);
    await listen.next('override.set');
    expect(accountOverride(graph)).toBe(listen.publicUrl.href);

    await listen.stop(signal);

    expect(accountOverride(graph)).toBeUndefined();
    expect(graph.world.accounts.get(WABA_ID)?.subscribed.size).toBe(1);
  });

  it('puts it back after --exit-after', async () => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel(), ['--exit-after', '1']);
    await listen.next('override.set');
    await graph.deliver(textMessage('wamid.1'));

    expect(await listen.ended).toEqual({ exitCode: 0, signal: null });
    expect(numberOverride(graph)).toBeUndefined();
  });

  it('moves it when the tunnel comes back under another name', { timeout: 400_000 }, async () => {
    const graph = await graphAnswering();
    const host = await fakeTunnel();
    const listen = await overriding(graph, host);
    await listen.next('override.set');

    await host.kill();
    await listen.next('tunnel.lost');
    host.setMode('taken');
    await host.start();

    // A name that was given at random is asked for again for a minute before a new one is taken.
    const moved = await until(
      () =>
        listen
          .events()
          .filter(({ type }) => type === 'override.set')
          .at(1),
      'the move',
      300_000,
    );
    expect(moved).toMatchObject({ movedFrom: listen.publicUrl.href });
    expect(numberOverride(graph)).toBe(moved['url']);
    expect(moved['url']).not.toBe(listen.publicUrl.href);
    expect(await graph.deliver(textMessage('wamid.1'))).toEqual({ to: moved['url'], status: 200 });
    await listen.stop();
    expect(numberOverride(graph)).toBeUndefined();
  });

  it('is put back by the next start of any command after kill -9', async () => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel());
    await listen.next('override.set');
    await listen.stop('SIGKILL');
    expect(numberOverride(graph)).toBe(listen.publicUrl.href);

    const told = await nextStart(listen.cwd, {});
    expect(told).toMatchObject({ exitCode: 0 });
    expect(told.err).toContain(`override of number ${PHONE_ID} NOT PUT BACK`);
    expect(told.err).toContain(`wa-webhook override restore --phone ${PHONE_ID}`);
    expect(numberOverride(graph)).toBe(listen.publicUrl.href);

    const mended = await nextStart(listen.cwd, graphEnv(graph));
    expect(mended.err).toContain(`override of number ${PHONE_ID}, left by an earlier run, is cleared, as before`);
    expect(numberOverride(graph)).toBeUndefined();
    expect(await nextStart(listen.cwd, graphEnv(graph))).toMatchObject({ err: '' });
    expectNoToken(listen.cwd, mended.out, mended.err, told.err);
  });

  it("never overwrites somebody else's newer value", async () => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel());
    await listen.next('override.set');
    setNumberOverride(graph, 'https://badger.example/webhook');

    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(numberOverride(graph)).toBe('https://badger.example/webhook');
    expect(listen.events().find(({ type }) => type === 'override.foreign')).toMatchObject({
      url: 'https://badger.example/webhook',
      ours: listen.publicUrl.href,
    });
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });

  it("refuses to replace somebody's whose verify token it does not know", async () => {
    const graph = await graphAnswering();
    setNumberOverride(graph, 'https://badger.example/webhook');
    const listen = await overriding(graph, await fakeTunnel());

    expect(await listen.ended).toEqual({ exitCode: 2, signal: null });
    expect(listen.err()).toContain("Somebody's override stands there already: https://badger.example/webhook");
    expect(listen.err()).toContain('--replace');
    expect(numberOverride(graph)).toBe('https://badger.example/webhook');
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });

  it('puts back the one that stood there, whose token Meta has proven first', async () => {
    const graph = await graphAnswering();
    const host = await fakeTunnel();
    const theirs = await overriding(graph, host, ['--override', `waba:${WABA_ID}`, '--verify-token', 'theirs']);
    await theirs.next('override.set');
    setNumberOverride(graph, theirs.publicUrl.href);
    const wrong = await overriding(graph, host, ['--previous-verify-token', 'wrong']);
    expect(await wrong.ended).toMatchObject({ exitCode: 5 });
    expect(numberOverride(graph)).toBe(theirs.publicUrl.href);

    const listen = await overriding(graph, host, ['--previous-verify-token', 'theirs']);
    expect(await listen.next('override.set')).toMatchObject({ before: theirs.publicUrl.href, wayBack: 'restore' });
    expect(numberOverride(graph)).toBe(listen.publicUrl.href);
    await listen.stop();
    expect(numberOverride(graph)).toBe(theirs.publicUrl.href);
  });

  it('tells a second listen that the number is held', async () => {
    const graph = await graphAnswering();
    const host = await fakeTunnel();
    const first = await overriding(graph, host);
    await first.next('override.set');
    const second = await overriding(graph, host, [], { cwd: first.cwd });

    expect(await second.ended).toEqual({ exitCode: 2, signal: null });
    expect(second.err()).toContain(`It is held by another wa-webhook (process ${first.pid})`);
    expect(numberOverride(graph)).toBe(first.publicUrl.href);
  });

  it('ends with 5 in a script where the Graph API refuses, and leaves nothing behind', async () => {
    const graph = await graphAnswering();
    graph.fail('expired');
    const listen = await overriding(graph, await fakeTunnel());

    expect(await listen.ended).toEqual({ exitCode: 5, signal: null });
    expect(listen.err()).toContain('190');
    expect(overrideNotes(listen.cwd)).toEqual([]);
    expectNoToken(listen.cwd, listen.out(), listen.err());
  });

  it('says so where it cannot be put back, ends with 5, and leaves it to the next start', async () => {
    const graph = await graphAnswering();
    const listen = await overriding(graph, await fakeTunnel());
    await listen.next('override.set');
    graph.fail('hang');

    expect(await listen.stop()).toEqual({ exitCode: 5, signal: null });
    expect(listen.events().find(({ type }) => type === 'override.failed')).toMatchObject({ what: 'restore' });
    graph.mend();
    expect((await nextStart(listen.cwd, graphEnv(graph))).err).toContain('is cleared, as before');
    expect(numberOverride(graph)).toBeUndefined();
  });
});

describe('an end while the Graph API does not answer', () => {
  it('comes soon, and changes nothing, where nothing was changed', async () => {
    const graph = await graphAnswering();
    graph.fail('reset');
    const listen = await overriding(graph, await fakeTunnel());
    await listen.next('graph.retried');

    expect(await listen.stop()).toEqual({ exitCode: 0, signal: null });
    expect(overrideNotes(listen.cwd)).toEqual([]);
  });

  it('comes soon, and says so, where something may have been changed', async () => {
    const graph = await graphAnswering();
    graph.fail('reset', { on: /^POST/ });
    const listen = await overriding(graph, await fakeTunnel());
    await listen.next('graph.retried');

    expect(await listen.stop()).toEqual({ exitCode: 5, signal: null });
    expect(listen.events().find(({ type }) => type === 'override.failed')).toMatchObject({ what: 'restore' });
    expect(numberOverride(graph)).toBeUndefined();
    graph.mend();
    expect((await nextStart(listen.cwd, graphEnv(graph))).exitCode).toBe(0);
  });
});

describe('before anything is opened', () => {
  const place = `phone:${PHONE_ID}`;

  it.each([
    ['without a token', ['--override', place], {}, 'needs an access token'],
    [
      'without a public URL',
      ['--override', place, '--no-tunnel'],
      { WA_WEBHOOK_ACCESS_TOKEN: 'x' },
      'needs a public URL',
    ],
    ['for nothing that is a place', ['--override', 'number:1'], {}, 'phone:ID'],
  ])('listen --override %s ends with 2', async (_, flags, env, words) => {
    const { exitCode, err } = await runProgram(['listen', '--json', ...flags], { env });
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
  });

  it('costs no other start anything', async () => {
    const program = startProgram(['fixtures', 'list']);
    expect((await program.ended).exitCode).toBe(0);
    expect(program.err()).toBe('');
  });
});
