// As the README of x-hub-signature-middleware shows it.
import express from 'express';
import { extractRawBody, xHubSignatureMiddleware } from 'x-hub-signature-middleware';
import { appSecret, handshake, port } from './settings.mjs';

const app = express();
app.get('/webhook', handshake);
app.use(express.json({ verify: extractRawBody }));
app.use(xHubSignatureMiddleware({ algorithm: 'sha1', secret: appSecret }));
app.post('/webhook', (_req, res) => res.sendStatus(200));
app.listen(port, '127.0.0.1');
