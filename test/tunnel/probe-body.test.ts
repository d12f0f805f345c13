import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { probeBody } from '../../src/tunnel/probe-body.ts';

/** Answers with the digest as the receiver does, up to the limit; above, as `refuse` does, with the rest unread. */
async function wayWithLimit(maxBytes: number, refuse: RequestListener) {
  const server = createServer(async (request, response) => {
    if (Number(request.headers['content-length']) > maxBytes) return void refuse(request, response);
    const hash = createHash('sha256');
    for await (const chunk of request) hash.update(chunk as Buffer);
    response.end(hash.digest('hex'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return () => new URL(`http://otter.localhost:${port}/webhook`);
}

describe('probeBody', () => {
  const { signal } = new AbortController();
  const options = { sizesBytes: [3 * 1024 * 1024, 1_000_000, 100], timeoutMs: 60_000, signal };

  it('says nothing where the largest passes', async () => {
    const urlFor = await wayWithLimit(Number.POSITIVE_INFINITY, () => {});
    expect(await probeBody({ ...options, urlFor })).toBeUndefined();
  });

  it('finds what passes below a 413, and who gave it', async () => {
    const urlFor = await wayWithLimit(1_000_000, (_, response) => {
      response.writeHead(413, { server: 'nginx\u00a0', connection: 'close' }).end('<h1>Too large</h1>');
    });
    expect(await probeBody({ ...options, urlFor })).toEqual({
      passedBytes: 1_000_000,
      refusedBytes: 3 * 1024 * 1024,
      reason: 'is answered 413 by "nginx"',
    });
  });

  it('finds a way that changes bytes, and one that cuts the connection', async () => {
    const changing = await wayWithLimit(1_000, (_, response) => void response.end('0'.repeat(64)));
    expect(await probeBody({ ...options, urlFor: changing })).toMatchObject({ reason: 'arrives with other bytes' });
    const cutting = await wayWithLimit(1_000, (request) => request.socket.destroy());
    expect(await probeBody({ ...options, urlFor: cutting })).toMatchObject({
      passedBytes: 100,
      reason: 'gets no answer',
    });
  });

  it('tells when no body passes at all, and is silent when nobody answers', async () => {
    const refusing = await wayWithLimit(0, (_, response) => void response.writeHead(500).end());
    const refusal = { passedBytes: 0, refusedBytes: 100, reason: 'is answered 500' };
    expect(await probeBody({ ...options, urlFor: refusing })).toEqual(refusal);
    const gone = await wayWithLimit(0, (request) => request.socket.destroy());
    expect(await probeBody({ ...options, urlFor: gone })).toBeUndefined();
  });
});
