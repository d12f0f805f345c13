import { describe, expect, it } from 'vitest';
import { appAnswering } from '../support/app-answering.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { ACCESS_TOKEN, APP_ID, type GraphAnswering, graphAnswering, PHONE_ID } from '../support/graph-answering.ts';
import { historyText, listening, textMessage } from '../support/listening.ts';
import { type JsonLine, runProgram } from '../support/program.ts';

function deliveries(graph: GraphAnswering, args: readonly string[] = [], cwd = temporaryFolder()) {
  const env = { WA_WEBHOOK_ACCESS_TOKEN: ACCESS_TOKEN };
  return runProgram(['deliveries', '--graph-url', graph.url, '--phone', PHONE_ID, ...args], { env, cwd });
}

function traced(events: readonly JsonLine[]): JsonLine[] {
  return events.filter(({ type }) => type === 'delivery.traced');
}

function pointAt(graph: GraphAnswering, url: string): void {
  for (const app of graph.world.apps.values()) app.callbackUrl = url;
}

/** A status of a message that was sent, as Meta tells it. */
function statusOf(id: string, status: string): string {
  const metadata = { display_phone_number: '15550100200', phone_number_id: PHONE_ID };
  const statuses = [{ id, status, timestamp: '1767225600', recipient_id: '16505551234' }];
  const value = { messaging_product: 'whatsapp', metadata, statuses };
  const entry = [{ id: '100000000000001', changes: [{ value, field: 'messages' }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

describe('wa-webhook deliveries', () => {
  it('says of each what Meta says, and what came in here', async () => {
    const graph = await graphAnswering();
    const listener = await listening(['--respond', '500x1']);
    pointAt(graph, listener.url);
    await graph.deliver(textMessage('wamid.REFUSED'));
    await graph.deliver(textMessage('wamid.TAKEN'));
    const elsewhere = await appAnswering(503);
    pointAt(graph, elsewhere.url);
    await graph.deliver(textMessage('wamid.ELSEWHERE'));

    const { exitCode, events } = await deliveries(graph, ['--json'], listener.cwd);
    expect(exitCode).toBe(1);
    expect(traced(events())).toMatchObject([
      {
        messageId: 'wamid.ELSEWHERE',
        state: 'RETRYING',
        error: 'endpoint returned HTTP 503',
        to: elsewhere.url,
        appId: APP_ID,
        here: null,
      },
      { messageId: 'wamid.TAKEN', state: 'DELIVERED', here: { status: 200, times: 1 } },
      { messageId: 'wamid.REFUSED', state: 'RETRYING', here: { status: 500 } },
    ]);
    expect(events().at(-1)).toMatchObject({ deliveries: 3, states: { RETRYING: 2, DELIVERED: 1 }, here: 2 });

    const text = await deliveries(graph, [], listener.cwd);
    expect(text.out).toMatch(
      /^RETRYING {2}\S+Z {2}DELIVERED wamid\.ELSEWHERE\n {10}Meta says "endpoint returned HTTP 503"; not seen here \(sent to /,
    );
    expect(text.out).toMatch(/wamid\.TAKEN\n {10}arrived as #2, answered 200 in \S+ ms\n/);
    expect(text.out).toContain('arrived as #1, answered 500 in ');
    expect(text.err).toBe('3 deliveries of 3 messages: 2 RETRYING, 1 DELIVERED; 2 seen here.\n');
  });

  it('sees that Meta came again, and that it is well now', async () => {
    const graph = await graphAnswering();
    const listener = await listening(['--respond', '500x1']);
    pointAt(graph, listener.url);
    await graph.deliver(textMessage('wamid.ONE'));
    await graph.deliver(textMessage('wamid.ONE'));
    const { exitCode, out } = await deliveries(graph, [], listener.cwd);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/arrived as #2 \(2 times\), answered 200 in /);
  });

  it('tells the statuses of one message apart', async () => {
    const graph = await graphAnswering();
    const listener = await listening();
    pointAt(graph, listener.url);
    for (const status of ['sent', 'delivered', 'read']) await graph.deliver(statusOf('wamid.ONE', status));
    const { events } = await deliveries(graph, ['--json'], listener.cwd);
    const ids = traced(events()).map(({ status, here }) => [status, (here as { id: string } | null)?.id.split('-')[1]]);
    expect(ids).toEqual([
      ['SENT', '1'],
      ['DELIVERED', '2'],
      ['READ', '3'],
    ]);
    expect(historyText(listener.cwd)).not.toContain(ACCESS_TOKEN);
  });

  it('shows what is asked for: failed ones, recent ones, one message, so many', async () => {
    const graph = await graphAnswering();
    const history = graph.world.phones.get(PHONE_ID)?.history ?? [];
    const nowSeconds = Math.floor(Date.now() / 1_000);
    for (let n = 0; n < 250; n += 1) {
      const state = n % 100 === 42 ? 'FAILED' : 'DELIVERED';
      const event = {
        id: `e${n}`,
        status: 'SENT',
        timestamp: nowSeconds - n * 3_600,
        appId: APP_ID,
        uri: 'https://a.example/',
      };
      history.push({ id: String(n), messageId: `wamid.${n}`, events: [{ ...event, state }] });
    }
    const ids = async (...args: string[]) => {
      const { events } = await deliveries(graph, ['--json', ...args]);
      return traced(events()).map(({ messageId }) => messageId);
    };
    expect(await ids()).toHaveLength(50);
    expect(await ids('--limit', '230')).toHaveLength(230);
    expect(await ids('--failed')).toEqual(['wamid.42', 'wamid.142', 'wamid.242']);
    expect(await ids('--failed', '--limit', '1')).toEqual(['wamid.42']);
    expect(await ids('--since', '150m')).toEqual(['wamid.0', 'wamid.1', 'wamid.2']);
    expect(await ids('--message', 'wamid.77')).toEqual(['wamid.77']);

    const before = graph.requests.length;
    await ids('--since', '100h');
    // The second page is the first that is older as a whole.
    expect(graph.requests.length - before).toBeLessThan(3);
    expect((await deliveries(graph)).err).toContain('There is more: --limit.');
    expect((await deliveries(graph, ['--message', 'wamid.none'])).err).toBe('Meta tells of no such delivery.\n');
  });

  it.each([
    ['unknown', 5],
    ['permission', 5],
    ['rate-limit-long', 5],
  ] as const)('ends with the reason when the Graph API answers with %s', async (fault, code) => {
    const graph = await graphAnswering();
    graph.fail(fault);
    const { exitCode, out, err } = await deliveries(graph);
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' });
    expect(err).toMatch(/^error: .*\(code \d+(\/\d+)?\)\./);
  });

  it('asks for the number', async () => {
    const { exitCode, err } = await runProgram(['deliveries']);
    expect(exitCode).toBe(2);
    expect(err).toContain("required option '--phone <id>' not specified");
  });
});
