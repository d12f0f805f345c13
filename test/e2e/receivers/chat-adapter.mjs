// As the README of @chat-adapter/whatsapp shows it, with Node's server in the place of a Next.js route.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createMemoryState } from '@chat-adapter/state-memory';
import { createWhatsAppAdapter } from '@chat-adapter/whatsapp';
import { Chat } from 'chat';
import { appSecret, NOWHERE, port, verifyToken } from './settings.mjs';

const whatsapp = createWhatsAppAdapter({
  accessToken: 'none',
  appSecret,
  verifyToken,
  phoneNumberId: '200000000000002',
  apiUrl: NOWHERE,
});
const bot = new Chat({ userName: 'bot', adapters: { whatsapp }, state: createMemoryState(), logger: 'silent' });

createServer((incoming, response) => {
  // As Next.js does with a route that throws.
  answer(incoming, response).catch(() => response.writeHead(500).end());
}).listen(port, '127.0.0.1');

async function answer(incoming, response) {
  const body = incoming.method === 'GET' ? undefined : Readable.toWeb(incoming);
  const url = new URL(incoming.url, 'http://127.0.0.1');
  const request = new Request(url, { method: incoming.method, headers: incoming.headers, body, duplex: 'half' });
  const answered = await bot.webhooks.whatsapp(request);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
