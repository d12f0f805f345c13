import library = require('wa-webhook');
import testing = require('wa-webhook/testing');

const delivery: Promise<library.Delivery> = library.deliver('text', { to: 'http://127.0.0.1:3000/webhook' });
const app: Promise<testing.App> = testing.startApp({ url: 'http://127.0.0.1:3000/webhook' });
const { sign }: typeof library = library;
// @ts-expect-error there is no such function
library.receive();

export = { app, delivery, sign };
