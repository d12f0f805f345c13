import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

/** The loop that a person would write: one body, another id in it each time, both signatures, undici's `request`. */
const [origin, bodyFile, connections, seconds] = process.argv.slice(2);
const rawBody = readFileSync(bodyFile);
const idAt = rawBody.indexOf('wamid.') + 'wamid.'.length;
const pool = new Pool(origin, { connections: Number(connections), pipelining: 1 });
const endMs = performance.now() + Number(seconds) * 1000;
let sent = 0;

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, keepBusy));
process.stdout.write(`${(sent * 1000) / (performance.now() - startedMs)}\n`);
process.exit(0);

async function keepBusy() {
  // A body of its own for each connection: another one may still be on its way.
  const body = Buffer.from(rawBody);
  while (performance.now() < endMs) {
    sent += 1;
    body.write(sent.toString(36).padStart(8, '0'), idAt, 'latin1');
    const headers = {
      'user-agent': 'facebookexternalua',
      accept: '*/*',
      'accept-encoding': 'deflate, gzip',
      'content-type': 'application/json',
      'x-hub-signature': `sha1=${hmac('sha1', body)}`,
      'x-hub-signature-256': `sha256=${hmac('sha256', body)}`,
    };
    const answer = await pool.request({ method: 'POST', path: '/webhook', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
  }
}

function hmac(algorithm, body) {
  return createHmac(algorithm, process.env.WA_WEBHOOK_APP_SECRET).update(body).digest('hex');
}
