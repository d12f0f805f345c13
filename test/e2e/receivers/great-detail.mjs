// As the README of @great-detail/whatsapp shows it for Express, with the status of what reg.reject() says.

import Client from '@great-detail/whatsapp';
import express from 'express';
import { appSecret, port, verifyToken } from './settings.mjs';

const sdk = new Client({ request: { headers: { Authorization: 'Bearer none' } } });
const app = express();

app.get('/webhook', async (req, res) => {
  const reg = await sdk.webhook.register({
    method: req.method,
    query: req.query,
    body: req.body,
    headers: req.headers,
  });
  if (reg.verifyToken !== verifyToken) return res.end(reg.reject());
  return res.end(reg.accept());
});
app.post('/webhook', express.raw({ type: 'application/json' }), async (req, res) => {
  const event = await sdk.webhook.eventNotification({
    method: req.method,
    query: req.query,
    body: req.body.toString(),
    headers: req.headers,
  });
  await event.verifySignature(appSecret);
  return res.end(event.accept());
});
app.listen(port, '127.0.0.1');
