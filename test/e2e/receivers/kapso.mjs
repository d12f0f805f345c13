// As the README of @kapso/whatsapp-cloud-api shows it for Express.
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import express from 'express';
import { appSecret, handshake, port } from './settings.mjs';

const app = express();
app.get('/webhook', handshake);
app.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {
  const ok = verifySignature({ appSecret, rawBody: req.body, signatureHeader: req.headers['x-hub-signature-256'] });
  if (!ok) return res.status(401).end();
  const events = normalizeWebhook(JSON.parse(req.body.toString('utf8')));
  for (const message of events.messages) void message;
  return res.sendStatus(200);
});
app.listen(port, '127.0.0.1');
