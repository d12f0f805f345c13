import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most `maxAnswerBytes`. */
  readonly body: Uint8Array;
  /** When the status and the headers were there. */
  readonly answeredMs: number;
}

export interface ExchangeOptions {
  /** For the whole exchange, from the first byte sent to the last one read. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** What an answer holds beyond this is not waited for. */
  readonly maxAnswerBytes: number;
  readonly clock: () => number;
}

/**
 * One request and its answer. By undici's dispatcher itself: its `request` makes a stream of each answer and wants an
 * AbortController for each deadline, which a load generator pays for thousands of times a second.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, signal, maxAnswerBytes, clock }: ExchangeOptions,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let answer = { status: 0, headers: {}, answeredMs: 0 };
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    let isOver = false;

    const end = () => {
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const give = () => {
      end();
      resolve({ ...answer, body: Buffer.concat(chunks).subarray(0, maxAnswerBytes) });
    };
    const stop = (error: Error) => {
      end();
      reject(error);
      // Without one it waits for a connection still, and is ended as soon as it gets it.
      controller?.abort(error);
    };
    const abort = () => stop(new AbortedError());
    const timer = setTimeout(() => stop(new TimeoutError(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) return abort();

    dispatcher.dispatch(request, {
      onRequestStart: (started) => {
        controller = started;
        if (isOver) started.abort(new AbortedError());
      },
      onResponseStart: (_, status, headers) => {
        // 1xx: the answer itself is still to come.
        if (status >= 200) answer = { status, headers, answeredMs: clock() };
      },
      onResponseData: (current, chunk) => {
        if (isOver) return;
        chunks.push(chunk);
        sizeBytes += chunk.byteLength;
        if (sizeBytes < maxAnswerBytes) return;
        give();
        current.abort(new AbortedError());
      },
      onResponseEnd: () => {
        if (!isOver) give();
      },
      onResponseError: (_, error) => {
        if (isOver) return;
        end();
        reject(error);
      },
    });
  });
}

class TimeoutError extends Error {
  readonly code = 'TIMEOUT';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1000} s`);
  }
}

class AbortedError extends Error {
  readonly code = 'ABORTED';
  override readonly message = 'stopped before the answer came';
}
