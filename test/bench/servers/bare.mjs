import { ftruncateSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { isSigned } from './is-signed.mjs';

/**
 * The least a receiver can do: collect the body and check its signature; with "parse" also that it is JSON; with "keep" the
 * body is then put into one line with its headers, and the lines of one turn are in a file before they are answered.
 */
const [port, work] = process.argv.slice(2);

/** What is kept is thrown away from time to time, as the bench does with ours. */
const MAX_BYTES = 256 * 1024 * 1024;

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const rawBody = Buffer.concat(chunks);
    if (!isSigned(rawBody, request.headers)) return response.writeHead(401).end();
    if (work === 'keep') return keep(rawBody.toString(), request, response);
    if (work === 'parse') JSON.parse(rawBody.toString());
    response.writeHead(200).end();
  });
}).listen(Number(port), '127.0.0.1');

const file = work === 'keep' ? openSync(`kept-${port}.ndjson`, 'a') : undefined;
let sizeBytes = 0;
let lines = '';
let kept = [];

function keep(body, { headers }, response) {
  JSON.parse(body);
  if (kept.length === 0) setImmediate(writeTurn);
  lines += `${JSON.stringify({ at: new Date(), headers, body })}\n`;
  kept.push(response);
}

function writeTurn() {
  sizeBytes += writeSync(file, lines);
  for (const response of kept) response.writeHead(200).end();
  lines = '';
  kept = [];
  if (sizeBytes < MAX_BYTES) return;
  ftruncateSync(file);
  sizeBytes = 0;
}
