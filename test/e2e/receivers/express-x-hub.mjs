// As the README of express-x-hub shows it, before Express 4's own parser.
import express from 'express';
import xhub from 'express-x-hub';
import { appSecret, handshake, port } from './settings.mjs';

const app = express();
app.use(xhub({ algorithm: 'sha1', secret: appSecret }));
app.use(express.json());
app.get('/webhook', handshake);
app.post('/webhook', (req, res) => {
  if (!req.isXHub || !req.isXHubValid()) return res.sendStatus(401);
  return res.sendStatus(200);
});
app.listen(port, '127.0.0.1');
