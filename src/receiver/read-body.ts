import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'whole'; readonly rawBody: Uint8Array }
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'broken-off'; readonly sizeBytes: number };

/** The body as it came, up to `maxBytes`; stops reading at the first byte too many. Never rejects, and ends with the request. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const body = createCollector(Number(request.headers['content-length'] ?? 0), maxBytes);
  let sizeBytes = 0;

  return new Promise((resolve) => {
    const take = (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) {
        request.pause();
        request.off('data', take);
        resolve({ kind: 'too-large', sizeBytes });
      } else {
        body.add(chunk);
      }
    };

    request.on('data', take);
    request.on('end', () => resolve({ kind: 'whole', rawBody: body.whole() }));
    // Comes when the connection breaks off, too, where Node tells no error that nobody listens for; after 'end' it changes nothing.
    request.on('close', () => resolve({ kind: 'broken-off', sizeBytes }));
  });
}

interface Collector {
  readonly add: (chunk: Buffer) => void;
  readonly whole: () => Uint8Array;
}

/**
 * Most webhooks come in one piece, which is not copied. Of a larger one with a known size each piece goes to its place as
 * it comes, so that a body is in memory once and not twice: many large ones may come at the same time.
 */
function createCollector(announcedBytes: number, maxBytes: number): Collector {
  const isAnnounced = announcedBytes > 0 && announcedBytes <= maxBytes;
  let first: Buffer | undefined;
  let place: Buffer | undefined;
  let filled = 0;
  const unannounced: Buffer[] = [];

  const add = (chunk: Buffer) => {
    if (first === undefined) {
      first = chunk;
      if (!isAnnounced) unannounced.push(chunk);
      // The rest of it is written before anybody reads it, or nobody ever does.
      else if (chunk.byteLength < announcedBytes) place = Buffer.allocUnsafeSlow(announcedBytes);
    } else if (!isAnnounced) {
      unannounced.push(chunk);
    }
    filled += place === undefined ? 0 : chunk.copy(place, filled);
  };
  const whole = () => {
    if (place !== undefined) return place;
    return unannounced.length > 1 ? Buffer.concat(unannounced) : (first ?? Buffer.alloc(0));
  };
  return { add, whole };
}
