// As the README of whatsapp-business shows it: its own Express server.
import { WebhookClient } from 'whatsapp-business';
import { port, verifyToken } from './settings.mjs';

const client = new WebhookClient({ token: verifyToken, path: '/webhook', port });
client.initWebhook({ onTextMessageReceived: () => {} });
