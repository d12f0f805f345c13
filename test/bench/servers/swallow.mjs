import { createServer } from 'node:http';

/** Reads each body to its end and answers 200: what is measured against it is who sends. */
createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => response.writeHead(200).end());
}).listen(Number(process.argv[2]), '127.0.0.1');
