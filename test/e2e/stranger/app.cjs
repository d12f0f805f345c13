const { createHmac } = require('node:crypto');

/** A bot as a stranger has it: takes what is signed, answers at once, and notes each message once. */
module.exports = function createApp({ appSecret, verifyToken, notes = [], forgets = false }) {
  return async (request, response) => {
    const { searchParams } = new URL(request.url, 'http://app');
    if (request.method === 'GET') {
      const isMeta = searchParams.get('hub.verify_token') === verifyToken;
      return isMeta ? response.end(searchParams.get('hub.challenge')) : response.writeHead(403).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks);
    const signature = `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
    if (request.headers['x-hub-signature-256'] !== signature) return response.writeHead(401).end('not signed');

    response.end();
    for (const { changes } of JSON.parse(rawBody).entry) {
      for (const { id } of changes.flatMap(({ value }) => value.messages ?? [])) {
        if (forgets || !notes.includes(id)) notes.push(id);
      }
    }
  };
};

if (require.main === module) {
  const app = module.exports({ appSecret: process.env.APP_SECRET, verifyToken: process.env.VERIFY_TOKEN });
  require('node:http').createServer(app).listen(Number(process.env.PORT), '127.0.0.1');
}
