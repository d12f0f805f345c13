import fastify from 'fastify';

/** The argument is its body limit, which else is Fastify's own. */
const [bodyLimit] = process.argv.slice(2);
const app = fastify(bodyLimit === undefined ? {} : { bodyLimit: Number(bodyLimit) });
app.post('/webhook', (request, reply) => reply.code(200).send({ entries: request.body.entry.length }));
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${app.server.address().port}\n`);
