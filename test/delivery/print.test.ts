import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planDeliveries } from '../../src/delivery/plan.ts';
import { printBody, printCurl, printHttp } from '../../src/delivery/print.ts';
import { runPlan } from '../../src/delivery/run-plan.ts';
import { appAnswering } from '../support/app-answering.ts';
import { until } from '../support/until.ts';

const rawBody = Buffer.from(`{"text":"it's \\u00fc $HOME \`id\` \\"!\\" \\\\"}`);
const plan = planDeliveries({
  bodies: [{ what: 'a', rawBody }],
  signing: { kind: 'right', appSecret: 's' },
  duplicates: 0,
  isConcurrent: false,
  retryForMs: 0,
  speed: 1,
  extraHeaders: [['X-Quote', "it's"]],
});
const [[delivery] = []] = plan.groups;
if (delivery === undefined) throw new Error('The plan is empty.');

describe('printHttp', () => {
  it('is what goes over the wire, to the byte', async () => {
    let received = '';
    const server = createServer((socket) => {
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        if (received.endsWith('}')) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());

    const to = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook?a=1`);
    const { signal } = new AbortController();
    await runPlan(plan, { to, timeoutMs: 10_000, emit: () => {}, clock: () => performance.now(), signal });
    await until(() => received !== '', 'the request');
    expect(printHttp(delivery, to)).toEqual({ ok: true, text: received });
  });
});

describe('printCurl', () => {
  it('sends the same bytes when a shell runs it', async () => {
    const app = await appAnswering(200);
    const printed = printCurl(delivery, new URL(app.url));
    if (!printed.ok) throw new Error(printed.reason);
    await promisify(execFile)('sh', ['-c', printed.text]);
    expect(app.requests[0]?.rawBody).toEqual(rawBody);
    expect(app.requests[0]?.headers).toMatchObject({ 'x-quote': "it's", 'user-agent': 'facebookexternalua' });
    expect(app.requests[0]?.headers['expect']).toBeUndefined();
  });

  it('says when a shell could not take it', () => {
    expect(printCurl({ ...delivery, rawBody: Buffer.alloc(200_000, 'x') }, new URL('http://a.example/'))).toMatchObject(
      {
        ok: false,
        reason: expect.stringContaining('too long'),
      },
    );
  });
});

describe('printBody', () => {
  it('is the body and nothing else', () => {
    expect(printBody(delivery)).toEqual({ ok: true, text: rawBody.toString() });
  });
});
