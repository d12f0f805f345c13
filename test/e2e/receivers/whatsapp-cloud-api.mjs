// As the README of whatsapp-cloud-api shows it: its own Express server.
import { createBot } from 'whatsapp-cloud-api';
import { port, verifyToken } from './settings.mjs';

const bot = createBot('200000000000002', 'none');
await bot.startExpressServer({ port, webhookPath: '/webhook', webhookVerifyToken: verifyToken });
bot.on('message', () => {});
