// As the README of botly shows it for Express; a Messenger library, which WhatsApp's webhooks reach on a shared callback URL.
import Botly from 'botly';
import express from 'express';
import { appSecret, port, verifyToken } from './settings.mjs';

const botly = new Botly({ accessToken: 'none', verifyToken, webHookPath: '/', FB_URL: 'http://127.0.0.1:9/' });
const app = express();
app.use(express.json({ verify: botly.getVerifySignature(appSecret) }));
app.use('/webhook', botly.router());
app.listen(port, '127.0.0.1');
