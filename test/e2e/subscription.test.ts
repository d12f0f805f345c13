import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import {
  ACCESS_TOKEN,
  APP_ID,
  type GraphAnswering,
  graphAnswering,
  OTHER_PHONE_ID,
  PHONE_ID,
  WABA_ID,
} from '../support/graph-answering.ts';
import { APP_SECRET, listening } from '../support/listening.ts';
import { type JsonLine, runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const CALLBACK = 'https://production.example/hook';

/** A Meta where everything is as it should be. */
async function soundGraph(): Promise<GraphAnswering> {
  const graph = await graphAnswering();
  graph.world.phones.delete(OTHER_PHONE_ID);
  for (const app of graph.world.apps.values()) app.callbackUrl = CALLBACK;
  return graph;
}

function subscription(
  graph: Pick<GraphAnswering, 'url'>,
  args: readonly string[] = [],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  const env = { WA_WEBHOOK_ACCESS_TOKEN: ACCESS_TOKEN, WA_WEBHOOK_APP_SECRET: APP_SECRET, ...options.env };
  const { cwd = temporaryFolder() } = options;
  return runProgram(['subscription', '--graph-url', graph.url, ...args], { env, cwd });
}

function noteText(cwd: string): string {
  const folder = join(cwd, '.wa-webhook/listening');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

function states(events: readonly JsonLine[]): Record<string, unknown> {
  return Object.fromEntries(events.filter(({ type }) => type === 'switch.checked').map((e) => [e['name'], e['state']]));
}

describe('wa-webhook subscription', () => {
  it('finds all switches on, with no id at all', async () => {
    const graph = await soundGraph();
    const { exitCode, out, err } = await subscription(graph);
    expect(err).toBe('Nothing is off.\n');
    expect(exitCode).toBe(0);
    expect(out).toContain('on  account      The account 100000000000001 sends to the app 300000000000003.');
    expect(out).toContain(`Meta sends the messages of +1 555-010-0200 to ${CALLBACK} (the app's callback URL).`);
  });

  it('finds the account by the number', async () => {
    const graph = await soundGraph();
    const { exitCode, events } = await subscription(graph, ['--phone', PHONE_ID, '--json']);
    expect(exitCode).toBe(0);
    expect(events().at(-1)).toMatchObject({
      type: 'subscription.checked',
      appId: APP_ID,
      accountId: WABA_ID,
      numbers: [{ phoneId: PHONE_ID, sendsTo: CALLBACK }],
      listensAt: null,
      off: 0,
      unknown: 0,
    });
  });

  it.each<[string, (graph: GraphAnswering) => void, Record<string, string>, string]>([
    [
      'the account',
      ({ world }) => void world.accounts.get(WABA_ID)?.subscribed.clear(),
      { account: 'off' },
      '--subscribe',
    ],
    [
      'the field',
      ({ world }) => {
        for (const app of world.apps.values()) app.fields = ['account_update'];
      },
      { fields: 'off' },
      'Webhook fields',
    ],
    [
      'the callback',
      ({ world }) => {
        for (const app of world.apps.values()) app.callbackUrl = undefined;
      },
      { callback: 'off', destination: 'off' },
      'App Dashboard > WhatsApp > Configuration > Webhook',
    ],
    [
      'a permission',
      ({ world }) => {
        for (const token of world.tokens.values()) token.scopes = ['whatsapp_business_management'];
      },
      { permissions: 'off' },
      'whatsapp_business_messaging',
    ],
  ])('names %s as the one that is off, and how to mend it', async (_, turnOff, off, words) => {
    const graph = await soundGraph();
    turnOff(graph);
    const told = await subscription(graph, ['--json']);
    expect(told.exitCode).toBe(1);
    expect(states(told.events())).toMatchObject(off);
    expect(Object.values(states(told.events())).filter((state) => state === 'off')).toHaveLength(
      Object.keys(off).length,
    );
    expect((await subscription(graph)).out).toContain(words);
  });

  it('adds the app where it is missing, and leaves an override of the account alone where it is not', async () => {
    const graph = await soundGraph();
    const account = graph.world.accounts.get(WABA_ID);
    account?.subscribed.clear();
    const added = await subscription(graph, ['--waba', WABA_ID, '--subscribe']);
    expect(added.out).toContain('done: the account 100000000000001 sends to the app 300000000000003 from now on');
    expect(added.exitCode).toBe(0);

    account?.subscribed.set(APP_ID, { uri: 'https://other.example/', verifyToken: 't' });
    expect((await subscription(graph, ['--subscribe'])).exitCode).toBe(0);
    expect(account?.subscribed.get(APP_ID)?.uri).toBe('https://other.example/');
  });

  it('compares with the listener of the folder', async () => {
    const graph = await soundGraph();
    const cwd = temporaryFolder();
    const destination = async () => {
      const { exitCode, events } = await subscription(graph, ['--json'], { cwd });
      return { exitCode, ...events().find(({ name }) => name === 'destination') };
    };

    const local = await listening([], { cwd });
    expect(await destination()).toMatchObject({
      exitCode: 1,
      what: `Meta sends the messages of +1 555-010-0200 to ${CALLBACK} (the app's callback URL), and your listener has no public URL: they do not come here.`,
    });
    await local.stop();

    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}/webhook`;
    await listening(['--port', String(port), '--public-url', publicUrl], { cwd });
    await until(() => noteText(cwd).includes(publicUrl), 'the note of the listener');
    expect(await destination()).toMatchObject({
      exitCode: 1,
      what: `Meta sends the messages of +1 555-010-0200 to ${CALLBACK} (the app's callback URL), and your listener is ${publicUrl}.`,
      next: `Send them here: wa-webhook override set --phone ${PHONE_ID} --url ${publicUrl}`,
    });

    graph.world.phones.get(PHONE_ID)?.overrides.set(APP_ID, { uri: publicUrl, verifyToken: 't' });
    expect(await destination()).toMatchObject({
      exitCode: 0,
      what: `Meta sends the messages of +1 555-010-0200 to ${publicUrl} (an override on the number), which is your listener.`,
    });
    expect((await subscription(graph, [], { cwd })).out).toContain(
      `Webhooks of templates and of the account do not follow an override: they still go to the app's own callback URL. That is ${CALLBACK}.`,
    );
  });

  it('says which accounts there are when the token may see several', async () => {
    const graph = await soundGraph();
    graph.world.accounts.set('100000000000008', { id: '100000000000008', name: 'Two', subscribed: new Map() });
    const { exitCode, err } = await subscription(graph);
    expect(exitCode).toBe(2);
    expect(err).toBe(
      'error: The access token may see several accounts: 100000000000001, 100000000000008.\n  Say which: --waba ID, or --phone ID.\n',
    );
    expect((await subscription(graph, ['--phone', PHONE_ID])).exitCode).toBe(0);
  });

  it.each(['expired', 'html', 'redirect'] as const)('ends with 5 when the Graph API answers with %s', async (fault) => {
    const graph = await soundGraph();
    graph.fail(fault);
    const { exitCode, out, err } = await subscription(graph);
    expect(exitCode).toBe(5);
    expect(out).toBe('');
    expect(err).toMatch(/^error: [A-Z1].*\.?\n {2}\S.*\n$/);
  });

  it('asks again after a stumble of Meta, and tells it', async () => {
    const graph = await soundGraph();
    graph.fail('500', { times: 1 });
    const { exitCode, err } = await subscription(graph);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^Graph API: Something went wrong at Meta \(code 1\)\..* Asking again in /);
  });
});

describe('the access token', () => {
  it('is taken from a file, with white space around it', async () => {
    const graph = await soundGraph();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'token.txt'), `${ACCESS_TOKEN}\n`);
    const env = { WA_WEBHOOK_ACCESS_TOKEN: '' };
    const { exitCode, err } = await subscription(graph, ['--access-token-file', 'token.txt'], { cwd, env });
    expect(err).toBe('Note on the access token: white space around it was cut off.\nNothing is off.\n');
    expect(exitCode).toBe(0);
  });

  it('is asked for where there is none', async () => {
    const graph = await soundGraph();
    const { exitCode, err } = await subscription(graph, [], { env: { WA_WEBHOOK_ACCESS_TOKEN: '' } });
    expect(exitCode).toBe(2);
    expect(err).toContain('error: The Graph API needs an access token.');
    expect(graph.requests).toEqual([]);
  });

  it('is taken from no command line and no config file, and goes nowhere that a config file says', async () => {
    const graph = await soundGraph();
    for (const args of [[`--access-token=${ACCESS_TOKEN}x`], ['--access-token', `${ACCESS_TOKEN}x`]]) {
      const { exitCode, err } = await subscription(graph, args);
      expect(exitCode).toBe(2);
      expect(err).toContain('may not stand on the command line');
      expect(err).not.toContain(ACCESS_TOKEN);
    }
    // Refused where nothing asks Meta yet, too: it stands in the list of processes all the same.
    const listening = await runProgram(['listen', '--no-tunnel', '--access-token', `${ACCESS_TOKEN}x`]);
    expect(listening).toMatchObject({ exitCode: 2, err: expect.stringContaining('may not stand on the command line') });

    const cwd = temporaryFolder();
    const env = { WA_WEBHOOK_ACCESS_TOKEN: ACCESS_TOKEN };
    writeFileSync(join(cwd, 'evil.env'), `WA_WEBHOOK_GRAPH_URL=${graph.url}\n`);
    for (const config of [{ graphUrl: graph.url }, { envFile: 'evil.env' }]) {
      writeFileSync(join(cwd, 'wa-webhook.config.json'), JSON.stringify(config));
      const sent = await runProgram(['subscription'], { cwd, env });
      expect(sent.exitCode).toBe(2);
      expect(sent.err).toContain('may not say where the access token goes');
    }
    writeFileSync(join(cwd, 'wa-webhook.config.json'), JSON.stringify({ accessToken: 'EAAx' }));
    const kept = await runProgram(['subscription', '--graph-url', graph.url], { cwd });
    expect(kept.err).toContain('may not stand in the config file');
    expect(kept.err).not.toContain('EAAx');
    expect(graph.requests).toEqual([]);

    writeFileSync(join(cwd, 'wa-webhook.config.json'), '{}');
    writeFileSync(join(cwd, 'own.env'), `WA_WEBHOOK_GRAPH_URL=${graph.url}\nWA_WEBHOOK_ACCESS_TOKEN=${ACCESS_TOKEN}\n`);
    expect((await runProgram(['subscription', '--env-file', 'own.env'], { cwd })).exitCode).toBe(0);
  });

  it.each(['http://graph.example', 'ftp://127.0.0.1', 'https://a:b@graph.example'])(
    'is not sent to %s',
    async (url) => {
      const { exitCode } = await subscription({ url });
      expect(exitCode).toBe(2);
    },
  );

  it('stands in nothing that a run writes, and in no URL', async () => {
    const graph = await soundGraph();
    const cwd = temporaryFolder();
    let written = '';
    for (const fault of ['echo', 'expired', '500', 'lost', undefined] as const) {
      graph.mend();
      if (fault !== undefined) graph.fail(fault, { times: 1 });
      for (const args of [['--json'], ['--subscribe']]) {
        const { out, err } = await subscription(graph, args, { cwd });
        written += out + err;
      }
    }
    for (const name of readdirSync(cwd, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('history')) written += readFileSync(join(cwd, name), 'utf8');
    }
    expect(graph.requests.some(({ body }) => body.includes(ACCESS_TOKEN))).toBe(true);
    const recorded = graph.requests.map(({ url }) => url).join();
    expect(written + recorded).toContain('subscri');
    expect(written + recorded).not.toContain(ACCESS_TOKEN);
    expect(written + recorded).not.toContain(APP_SECRET);
  });
});
