import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/fake-io.ts';
import {
  ACCESS_TOKEN,
  APP_ID,
  type GraphAnswering,
  graphAnswering,
  PHONE_ID,
  WABA_ID,
} from '../support/graph-answering.ts';
import { type Listening, listening } from '../support/listening.ts';
import {
  accountOverride,
  expectNoToken,
  graphEnv,
  nextStart,
  numberOverride,
  overrideNotes,
  setNumberOverride,
} from '../support/overriding.ts';
import { runProgram } from '../support/program.ts';

const PHONE = ['--phone', PHONE_ID];
const WABA = ['--waba', WABA_ID];

function override(
  graph: GraphAnswering,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  return runProgram(['override', ...args], { cwd, env: { ...graphEnv(graph), ...env } });
}

/** An endpoint that the stand-in can shake hands with, and the flags that name it. */
async function endpoint(verifyToken = 'ours'): Promise<{ readonly listen: Listening; readonly to: readonly string[] }> {
  const listen = await listening(['--verify-token', verifyToken]);
  return { listen, to: ['--url', listen.url, '--verify-token', verifyToken] };
}

describe('override set', () => {
  it('stays, whatever starts after it, until restore puts back what stood there', async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const { listen, to } = await endpoint();
    const set = await override(graph, cwd, ['set', ...PHONE, ...to, '--json']);
    expect(set).toMatchObject({ exitCode: 0 });
    expect(set.events()).toMatchObject([{ type: 'override.set', url: listen.url, before: null, wayBack: 'stays' }]);

    expect(await nextStart(cwd, graphEnv(graph))).toMatchObject({ exitCode: 0, err: '' });
    expect(numberOverride(graph)).toBe(listen.url);

    const restored = await override(graph, cwd, ['restore']);
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(restored.out).toContain(`override of number ${PHONE_ID} is cleared, as before`);
    expect(numberOverride(graph)).toBeUndefined();
    expect(overrideNotes(cwd)).toEqual([]);
    expectNoToken(cwd, set.out, set.err, restored.out, restored.err);
  });

  it('set twice goes back to what stood there before the first', async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const [theirs, first, second] = [await endpoint('theirs'), await endpoint(), await endpoint()];
    setNumberOverride(graph, theirs.listen.url);
    const previous = { WA_WEBHOOK_PREVIOUS_VERIFY_TOKEN: 'theirs' };
    expect(await override(graph, cwd, ['set', ...PHONE, ...first.to], previous)).toMatchObject({ exitCode: 0 });
    expect(await override(graph, cwd, ['set', ...PHONE, ...second.to], previous)).toMatchObject({ exitCode: 0 });
    expect(numberOverride(graph)).toBe(second.listen.url);

    const without = await override(graph, cwd, ['restore', ...PHONE]);
    expect(without.exitCode).toBe(5);
    expect(without.out).toContain('its verify token is not known here');
    expect(numberOverride(graph)).toBe(second.listen.url);

    expect(await override(graph, cwd, ['restore', ...PHONE], previous)).toMatchObject({ exitCode: 0 });
    expect(numberOverride(graph)).toBe(theirs.listen.url);
  });

  it("gives somebody's up with --replace, and says what is lost", async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const { to } = await endpoint();
    setNumberOverride(graph, 'https://badger.example/webhook');
    const refused = await override(graph, cwd, ['set', ...PHONE, ...to]);
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain('https://badger.example/webhook');
    expect(overrideNotes(cwd)).toEqual([]);

    expect(await override(graph, cwd, ['set', ...PHONE, ...to, '--replace'])).toMatchObject({ exitCode: 0 });
    const restored = await override(graph, cwd, ['restore']);
    expect(restored.out).toContain('is cleared; https://badger.example/webhook stood there and is not put back');
    expect(numberOverride(graph)).toBeUndefined();
  });

  it.each([
    [
      'an endpoint that does not answer',
      ['--url', 'http://127.0.0.1:9/webhook', '--verify-token', 't'],
      5,
      'curl_errno',
    ],
    ['no URL', [], 2, '--url'],
    ['no verify token', ['--url', 'https://otter.example/webhook'], 2, '--verify-token'],
    ['a URL that is too long', ['--url', `https://otter.example/${'a'.repeat(200)}`, '--verify-token', 't'], 2, '200'],
  ])('refuses %s, and leaves nothing behind', async (_, args, code, words) => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const { exitCode, err } = await override(graph, cwd, ['set', ...PHONE, ...args]);
    expect(exitCode).toBe(code);
    expect(err).toContain(words);
    expect(overrideNotes(cwd)).toEqual([]);
    expect(numberOverride(graph)).toBeUndefined();
  });
});

describe('override show', () => {
  it('tells each level, and which one wins', async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const app = graph.world.apps.get(APP_ID);
    if (app !== undefined) app.callbackUrl = 'https://app.example/webhook';
    const ofApp = await override(graph, cwd, ['show', ...PHONE, '--json']);
    expect(ofApp.events()).toMatchObject([{ url: null, goesTo: 'https://app.example/webhook', by: 'app' }]);

    const { listen, to } = await endpoint();
    await override(graph, cwd, ['set', ...WABA, ...to]);
    const ofAccount = await override(graph, cwd, ['show', ...PHONE, '--json']);
    expect(ofAccount.events()).toMatchObject([{ url: null, goesTo: listen.url, by: 'waba' }]);
    const account = await override(graph, cwd, ['show', ...WABA]);
    expect(account.out).toContain(`override of account ${WABA_ID}: ${listen.url}`);
    expect(account.err).toContain('A number with an override of its own goes there instead.');
    expect(account.err).toContain('do not follow an override');

    setNumberOverride(graph, 'https://badger.example/webhook');
    const own = await override(graph, cwd, ['show', ...PHONE]);
    expect(own.out).toContain("its webhooks go to https://badger.example/webhook (the number's override)");
  });

  it('ends with 5 where the app is not subscribed to the account, and says what to run', async () => {
    const graph = await graphAnswering();
    graph.world.accounts.get(WABA_ID)?.subscribed.clear();
    const { exitCode, err } = await override(graph, temporaryFolder(), ['show', ...WABA]);
    expect(exitCode).toBe(5);
    expect(err).toContain(`wa-webhook subscription --waba ${WABA_ID} --subscribe`);
  });

  it.each([
    ['nothing named', ['show'], '--phone ID or --waba ID'],
    ['both named', ['show', ...PHONE, ...WABA], 'two places'],
    ['a telephone number', ['show', '--phone', '+15550100'], '--phone'],
  ])('ends with 2 for %s', async (_, args, words) => {
    const { exitCode, err } = await override(await graphAnswering(), temporaryFolder(), args);
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
  });
});

it('override clear takes away whatever stands there, and what it had noted', async () => {
  const graph = await graphAnswering();
  const cwd = temporaryFolder();
  const { listen, to } = await endpoint();
  await override(graph, cwd, ['set', ...WABA, ...to]);
  const cleared = await override(graph, cwd, ['clear', ...WABA, '--json']);
  expect(cleared.events()).toMatchObject([{ type: 'override.cleared', level: 'waba', was: listen.url }]);
  expect(accountOverride(graph)).toBeUndefined();
  expect(overrideNotes(cwd)).toEqual([]);
  expect((await override(graph, cwd, ['clear', ...WABA])).out).toContain('there was none');
});

describe('override restore', () => {
  it("leaves somebody else's newer value alone, and ends with 1", async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    await override(graph, cwd, ['set', ...PHONE, ...(await endpoint()).to]);
    setNumberOverride(graph, 'https://badger.example/webhook');
    const { exitCode, out } = await override(graph, cwd, ['restore']);
    expect(exitCode).toBe(1);
    expect(out).toContain('changed by somebody else');
    expect(numberOverride(graph)).toBe('https://badger.example/webhook');
  });

  it('ends with 0 where there is nothing to put back', async () => {
    const { exitCode, err } = await override(await graphAnswering(), temporaryFolder(), ['restore']);
    expect(exitCode).toBe(0);
    expect(err).toContain('nothing to put back');
  });

  it('sends the token nowhere but where it is told to, whatever a note says', async () => {
    const graph = await graphAnswering();
    const other = await graphAnswering();
    const cwd = temporaryFolder();
    await override(graph, cwd, ['set', ...PHONE, ...(await endpoint()).to]);
    const { exitCode, err } = await override(other, cwd, ['restore']);
    expect(exitCode).toBe(2);
    expect(err).toContain('was set through http://127.0.0.1:');
    expect(other.requests).toEqual([]);
  });
});

describe('--dry-run', () => {
  it.each([
    ['show', [], ['GET']],
    ['set', ['--url', 'https://otter.example/webhook', '--verify-token', 'ours'], ['GET', 'POST']],
    ['clear', [], ['GET', 'POST']],
  ])('%s prints the exact requests, sends none and needs no token', async (verb, more, methods) => {
    const graph = await graphAnswering();
    const env = { WA_WEBHOOK_GRAPH_URL: graph.url };
    const told = await runProgram(['override', verb, ...PHONE, ...more, '--dry-run', '--json'], { env });
    expect(told.events().map(({ method }) => method)).toEqual(methods);
    expect(graph.requests).toEqual([]);

    // What it says is what is sent.
    const cwd = temporaryFolder();
    const { to } = await endpoint();
    const args = verb === 'set' ? to : more;
    setNumberOverride(graph, verb === 'clear' ? 'https://badger.example/webhook' : undefined);
    const planned = await override(graph, cwd, [verb, ...PHONE, ...args, '--dry-run', '--json']);
    expect(planned.out).not.toContain(ACCESS_TOKEN);
    await override(graph, cwd, [verb, ...PHONE, ...args]);
    const sent = graph.requests.slice(0, methods.length);
    expect(sent.map(({ method, url }) => [method, graph.url + url])).toEqual(
      planned.events().map(({ method, url }) => [method, url]),
    );
    expect(sent.at(-1)?.body).toBe(planned.events().at(-1)?.['body'] ?? '');
  });

  it('prints a script that a shell would run', async () => {
    const { out } = await runProgram(['override', 'clear', ...WABA, '--dry-run']);
    expect(out).toBe(
      `# Read what stands there:\ncurl -X GET 'https://graph.facebook.com/v26.0/${WABA_ID}/subscribed_apps' -H "Authorization: Bearer $WA_WEBHOOK_ACCESS_TOKEN"\n# Clear:\ncurl -X POST 'https://graph.facebook.com/v26.0/${WABA_ID}/subscribed_apps' -H "Authorization: Bearer $WA_WEBHOOK_ACCESS_TOKEN"\n`,
    );
  });
});

describe('a note that is none of ours', () => {
  it('is told at each start, and nothing is sent for it', async () => {
    const graph = await graphAnswering();
    const cwd = temporaryFolder();
    const folder = join(cwd, '.wa-webhook/overrides');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'phone-1.json'), '{}');
    const { exitCode, err } = await nextStart(cwd, graphEnv(graph));
    expect(exitCode).toBe(0);
    expect(err).toContain('phone-1.json');
    expect(graph.requests).toEqual([]);
    expect((await override(graph, cwd, ['restore'])).exitCode).toBe(3);
  });
});
