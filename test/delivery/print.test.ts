import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Delivery, planDeliveries } from '../../src/delivery/plan.ts';
import { canBeTyped, printBody, printCurl, printHttp } from '../../src/delivery/print.ts';
import { runPlan } from '../../src/delivery/run-plan.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { bodyIn, headersIn, wireAnswering } from '../support/wire.ts';

const rawBody = Buffer.from(`{"text":"it's \\u00fc $HOME \`id\` \\"!\\" \\\\"}`);
const plan = planDeliveries({
  bodies: [{ what: 'a', rawBody }],
  signing: { kind: 'right', appSecret: 's' },
  duplicates: 0,
  isConcurrent: false,
  retryForMs: 0,
  speed: 1,
  extraHeaders: [
    ['X-Quote', "it's"],
    ['X-Latin', 'Gr\u00fc\u00dfe'],
    ['X-Empty', ''],
  ],
});
const [[delivery] = []] = plan.groups;
if (delivery === undefined) throw new Error('The plan is empty.');
const holding = (body: Buffer): Delivery => ({ ...delivery, rawBody: body });

describe('printHttp', () => {
  it('is what goes over the wire, to the byte', async () => {
    const { url, requests } = await wireAnswering(200);
    const to = new URL(url);
    const { signal } = new AbortController();
    await runPlan(plan, { to, timeoutMs: 60_000, emit: () => {}, clock: () => performance.now(), signal });
    expect(requests.map(String)).toEqual([String(printHttp(delivery, to))]);
    expect(requests[0]?.equals(printHttp(delivery, to))).toBe(true);
  });

  it('keeps bytes that are no text', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0a]);
    expect(bodyIn(Buffer.from(printHttp(holding(bytes), new URL('http://a.example/')))).equals(bytes)).toBe(true);
  });
});

describe('printCurl', () => {
  const folder = temporaryFolder();

  it.each([
    ['sh', undefined],
    ['bash', undefined],
    ['sh', join(folder, "a folder's body $HOME.json")],
  ])('sends the same request when %s runs it', async (shell, bodyFile) => {
    const { url, requests } = await wireAnswering(200);
    if (bodyFile !== undefined) writeFileSync(bodyFile, rawBody);
    const command = join(folder, 'command');
    writeFileSync(command, printCurl(delivery, new URL(url), { bodyFile }));
    await promisify(execFile)(shell, [command]);

    const [request = Buffer.alloc(0)] = requests;
    const printed = Buffer.from(printHttp(delivery, new URL(url)));
    expect(bodyIn(request).equals(rawBody)).toBe(true);
    const withoutConnection = headersIn(printed).filter(([name]) => name !== 'connection');
    expect(headersIn(request).sort()).toEqual(withoutConnection.sort());
    expect(request.toString('latin1').split('\r\n')[0]).toBe(printed.toString('latin1').split('\r\n')[0]);
  });

  it('names the files of TLS', () => {
    const tls = { clientCert: '/a b/c.pem', clientKey: '/k.pem', ca: "/it's.pem", insecure: true };
    const text = String(printCurl(delivery, new URL('https://a.example/'), { tls }));
    expect(text).toContain("--cert '/a b/c.pem' \\\n  --key '/k.pem' \\\n  --cacert '/it'\\''s.pem' \\\n  --insecure");
  });
});

describe('canBeTyped', () => {
  it.each([
    ['what fixtures hold', rawBody, true],
    ['100 KB', Buffer.alloc(100 * 1024 - 2, 'x'), true],
    ['more', Buffer.alloc(100 * 1024, 'x'), false],
    ['what quoting makes longer', Buffer.alloc(60 * 1024, "'"), false],
    ['no text', Buffer.from([0x22, 0xff, 0x22]), false],
    ['a newline', Buffer.from('{\n}'), false],
    ['a zero', Buffer.from([0x22, 0, 0x22]), false],
    ["the name of a file, to curl's mind", Buffer.from('@passwords'), false],
  ])('of %s', (_, body, expected) => {
    expect(canBeTyped({ rawBody: body })).toBe(expected);
  });
});

describe('printBody', () => {
  it('is the body and nothing else', () => {
    expect(printBody(delivery)).toEqual(rawBody);
  });
});
