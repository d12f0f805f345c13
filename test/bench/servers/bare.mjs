import { createServer } from 'node:http';
import { isSigned } from './is-signed.mjs';

/** The least a receiver can do: collect the body and check its signature; with "parse" also that it is JSON. */
const [port, parses] = process.argv.slice(2);

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const rawBody = Buffer.concat(chunks);
    if (!isSigned(rawBody, request.headers)) return response.writeHead(401).end();
    if (parses) JSON.parse(rawBody.toString());
    response.writeHead(200).end();
  });
}).listen(Number(port), '127.0.0.1');
