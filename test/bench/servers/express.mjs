import express from 'express';
import { isSigned } from './is-signed.mjs';

/** What most tutorials show, with the raw body that a signature needs. */
const app = express();
app.post('/webhook', express.raw({ type: 'application/json', limit: '3mb' }), (request, response) => {
  response.sendStatus(isSigned(request.body, request.headers) ? 200 : 401);
});
app.listen(Number(process.argv[2]), '127.0.0.1');
