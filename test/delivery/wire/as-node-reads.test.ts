import { request } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeliverer } from '../../../src/delivery/deliver.ts';
import { isWhole, rawServer, writeInParts } from '../../support/answers-on-wire.ts';
import { cutPlaces, scriptedAnswer } from '../../support/http-answers.ts';

/** What came back, or that nothing sound did. */
type Read =
  | { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }
  | 'broken';

/** Answers each connection's request with the bytes that are set, cut as is set. */
async function scriptedServer() {
  const script = { bytes: Buffer.alloc(0), cuts: [] as readonly number[], endsWithConnection: false };
  const server = await rawServer((socket, received) => {
    if (!isWhole(received())) return;
    const { bytes, cuts, endsWithConnection } = script;
    void writeInParts(socket, bytes, cuts).then(() => {
      if (endsWithConnection) socket.end();
    });
  });
  return { script, url: server.url };
}

function readByNode(url: URL): Promise<Read> {
  return new Promise((resolve) => {
    const asked = request(url, { method: 'POST', agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', () => resolve('broken'));
      response.on('end', () => {
        const headers = new Map<string, string | string[]>();
        for (let at = 0; at < response.rawHeaders.length; at += 2) {
          const [name = '', value = ''] = [response.rawHeaders[at]?.toLowerCase(), response.rawHeaders[at + 1]];
          const before = headers.get(name);
          headers.set(name, before === undefined ? value : [before, value].flat());
        }
        const body = Buffer.concat(parts).toString('latin1');
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body });
      });
    });
    asked.on('error', () => resolve('broken'));
    asked.end('{}');
  });
}

async function scene() {
  const { script, url } = await scriptedServer();
  const deliverer = createDeliverer({ to: url, connections: 1, timeoutMs: 60_000, clock: () => performance.now() });
  onTestFinished(deliverer.close);
  const readByUs = async (): Promise<Read> => {
    const result = await deliverer.deliver({ method: 'POST', path: '/', headers: [], rawBody: Buffer.from('{}') });
    if (result.kind === 'failed') return 'broken';
    const { headers, body } = result.answer;
    return { status: result.status, headers: { ...headers }, body: Buffer.from(body).toString('latin1') };
  };
  const readByBoth = async (wanted: Partial<typeof script>) => {
    Object.assign(script, wanted);
    return [await readByUs(), await readByNode(url)] as const;
  };
  return { readByBoth };
}

/** Node takes some of them for the end of a line. */
const BARE_RETURN = /\r(?!\n)/;
/** Its parser takes what is broken: a header whose name is none, any two bytes for the end of a chunk (Node 20.19). */
const isNodeLax = Number.parseInt(process.versions['llhttp'] ?? '', 10) < 9;

describe('an answer over a socket', () => {
  it('is what the client of Node reads, wherever it is cut', async () => {
    const { readByBoth } = await scene();
    await fc.assert(
      fc.asyncProperty(scriptedAnswer, cutPlaces, async (answer, cuts) => {
        const [ours, theirs] = await readByBoth({ ...answer, cuts });
        expect(ours).toEqual(theirs);
        expect(ours).not.toBe('broken');
      }),
      { numRuns: 150 },
    );
  });

  it('is never another one than the client of Node reads when it is damaged', async () => {
    const { readByBoth } = await scene();
    const damage = fc.tuple(fc.nat(), fc.constantFrom('', ' ', '\r', '\n', '\r\n', ':', '\0', '7', 'x', '-', ',', ';'));
    const seen = { sound: 0, broken: 0 };
    await fc.assert(
      fc.asyncProperty(scriptedAnswer, damage, async ({ bytes }, [at, put]) => {
        // In the head and the first of the body, where it matters.
        const place = at % Math.min(bytes.byteLength, 300);
        const damaged = Buffer.concat([bytes.subarray(0, place), Buffer.from(put), bytes.subarray(place + 1)]);
        // The end of the connection ends all waiting.
        const [ours, theirs] = await readByBoth({ bytes: damaged, cuts: [], endsWithConnection: true });
        // Bare line feeds, folded values and blanks in chunk lines, which RFC 9112 allows, are refused by Node alone.
        const text = damaged.toString('latin1');
        const isOurRight = theirs === 'broken' || BARE_RETURN.test(text) || (isNodeLax && ours === 'broken');
        if (!isOurRight) expect(ours).toEqual(theirs);
        if (theirs === 'broken') seen.broken += 1;
        else seen.sound += 1;
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.sound, seen.broken)).toBeGreaterThan(10);
  });
});
