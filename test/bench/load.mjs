import { createHmac } from 'node:crypto';
import { Pool } from 'undici';

const GIVE_UP_AFTER_MS = 60_000;

/** So many bytes of bodies are made in advance; more requests than that begin again with the first body. */
const MADE_BYTES = 32 * 1024 * 1024;

let made = 0;

process.on('message', async (job) => {
  try {
    process.send(await run(job));
  } catch (error) {
    process.send({ problem: String(error) });
  }
});

/**
 * Keeps every connection busy until all requests are answered 200, or sends `perSecond` as steadily as they are answered.
 * Only this is timed, not the making of the bodies.
 */
async function run({ origin, body, connections, requests, perSecond }) {
  const bodies = Array.from({ length: Math.min(requests, Math.ceil(MADE_BYTES / body.length)) }, () => signed(body));
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const timer = setTimeout(() => pool.destroy(new Error('the load took too long')), GIVE_UP_AFTER_MS);
  let sent = 0;
  const latencies = [];

  const keepBusy = async () => {
    while (sent < requests) {
      if (perSecond !== undefined) await dueAt(startedMs + (sent * 1000) / perSecond);
      if (sent >= requests) return;
      const sentMs = performance.now();
      const status = await post(pool, bodies[sent++ % bodies.length]);
      latencies.push(performance.now() - sentMs);
      if (status !== 200) throw new Error(`${origin} answered ${status}`);
    }
  };
  const startedMs = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, keepBusy));
    return { tookMs: performance.now() - startedMs, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
  } finally {
    clearTimeout(timer);
    await pool.destroy();
  }
}

function dueAt(dueMs) {
  const waitMs = dueMs - performance.now();
  return waitMs <= 0 ? undefined : new Promise((resolve) => setTimeout(resolve, waitMs));
}

function quantile(numbers, share) {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** A webhook of its own: the same length, other message ids. */
function signed(body) {
  made += 1;
  const rawBody = Buffer.from(body.replaceAll('wamid.HBgL', `wamid.${made.toString(36).padStart(4, '0')}`));
  const signature = createHmac('sha256', process.env.WA_WEBHOOK_APP_SECRET).update(rawBody).digest('hex');
  const headers = {
    accept: '*/*',
    'user-agent': 'facebookexternalua',
    'content-type': 'application/json',
    'content-length': String(rawBody.byteLength),
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return { path: '/webhook', method: 'POST', headers, body: rawBody };
}

/** The dispatcher itself: a client that costs more than the server would measure itself. */
function post(pool, request) {
  return new Promise((resolve, reject) => {
    let status = 0;
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_, statusCode) {
        status = statusCode;
      },
      onResponseData() {},
      onResponseEnd: () => resolve(status),
      onResponseError: (_, error) => reject(error),
    });
  });
}
