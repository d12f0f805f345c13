import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

/** A small bot as somebody would write it: checks signatures, remembers ids, counts what it handled at /handled. */
const [secret = 'a-secret', port = process.env.PORT] = process.argv.slice(2);
const seen = new Set();
let handled = 0;

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://app');
  if (pathname === '/handled') return response.end(String(handled));
  if (request.method === 'GET') return response.end(searchParams.get('hub.challenge'));

  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const rawBody = Buffer.concat(chunks);
  const signature = `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
  if (request.headers['x-hub-signature-256'] !== signature) return response.writeHead(401).end();
  const { id } = JSON.parse(rawBody).entry[0].changes[0].value.messages[0];
  if (!seen.has(id)) handled += 1;
  seen.add(id);
  response.end();
}).listen(Number(port), '127.0.0.1', () => process.stdout.write(`bot on ${port}, ${process.env.MOOD ?? 'no mood'}\n`));
