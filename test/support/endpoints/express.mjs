import express from 'express';

/** As tutorials show it. The argument is the limit of its JSON parser, which else is Express's own. */
const [limit] = process.argv.slice(2);
const app = express();
app.use(limit === undefined ? express.json() : express.json({ limit }));
app.post('/webhook', (request, response) => response.status(200).json({ entries: request.body.entry.length }));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
