import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'whole'; readonly rawBody: Uint8Array }
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'broken-off'; readonly sizeBytes: number };

/** The body as it came, up to `maxBytes`; stops reading at the first byte too many. Never rejects, and ends with the request. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;

  return new Promise((resolve) => {
    const settle = (result: ReadBody) => {
      request.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) {
        request.pause();
        settle({ kind: 'too-large', sizeBytes });
      } else {
        chunks.push(chunk);
      }
    };

    request.on('data', take);
    request.once('end', () => settle({ kind: 'whole', rawBody: whole(chunks, sizeBytes) }));
    // Both come when the connection breaks off; after 'end' neither changes anything any more.
    request.once('error', () => settle({ kind: 'broken-off', sizeBytes }));
    request.once('close', () => settle({ kind: 'broken-off', sizeBytes }));
  });
}

/** Most webhooks come in one piece, which need not be copied. */
function whole(chunks: readonly Buffer[], sizeBytes: number): Uint8Array {
  const [only, another] = chunks;
  return only !== undefined && another === undefined ? only : Buffer.concat(chunks, sizeBytes);
}
