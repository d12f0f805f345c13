import { createHmac } from 'node:crypto';

/** The app that the README's tests are of: one for all of them, and one that replies by the Send API. */
export const replies = [];
export const database = { failures: 0 };
export const app = createApp();

export function createApp({ graphUrl } = {}) {
  const seen = new Set();
  return async (request, response) => {
    const { searchParams } = new URL(request.url, 'http://app');
    if (request.method === 'GET') {
      const isMeta = searchParams.get('hub.verify_token') === 'green-light';
      return isMeta ? response.end(searchParams.get('hub.challenge')) : response.writeHead(403).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks);
    const signature = `sha256=${createHmac('sha256', 'a-secret').update(rawBody).digest('hex')}`;
    if (request.headers['x-hub-signature-256'] !== signature) return response.writeHead(401).end();
    if (database.failures > 0) {
      database.failures -= 1;
      return response.writeHead(500).end();
    }
    response.end();
    for (const message of messagesIn(rawBody)) {
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      replies.push(message.id);
      if (graphUrl !== undefined) await reply(graphUrl, message.from);
    }
  };
}

function messagesIn(rawBody) {
  try {
    const changes = JSON.parse(rawBody).entry.flatMap((entry) => entry.changes);
    return changes.flatMap(({ value }) => value.messages ?? []);
  } catch {
    return [];
  }
}

async function reply(graphUrl, to) {
  const body = JSON.stringify({ messaging_product: 'whatsapp', to, text: { body: 'Hello' } });
  await fetch(`${graphUrl}/v25.0/200000000000002/messages`, { method: 'POST', body });
}
