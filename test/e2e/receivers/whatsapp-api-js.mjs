// As the TSDoc of whatsapp-api-js/middleware/node-http shows it.
import { createServer } from 'node:http';
import { WhatsAppAPI } from 'whatsapp-api-js/middleware/node-http';
import { appSecret, port, verifyToken } from './settings.mjs';

const whatsapp = new WhatsAppAPI({ token: 'none', appSecret, webhookVerifyToken: verifyToken, v: 'v23.0' });

createServer(async (request, response) => {
  if (request.method === 'POST') {
    response.statusCode = await whatsapp.handle_post(request);
    response.end();
    return;
  }
  try {
    response.end(whatsapp.handle_get(request));
  } catch (error) {
    response.statusCode = typeof error === 'number' ? error : (error?.httpStatus ?? 500);
    response.end();
  }
}).listen(port, '127.0.0.1');
