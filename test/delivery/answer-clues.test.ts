import { describe, expect, it } from 'vitest';
import { clueIn } from '../../src/delivery/answer-clues.ts';

const answer = (headers: Record<string, string>, body = '') => ({ headers, body: Buffer.from(body) });

describe('clueIn', () => {
  it.each<[number, Record<string, string>, string, string]>([
    [413, { 'x-powered-by': 'Express' }, 'Payload Too Large', "express.json({ limit: '3mb' })"],
    [413, {}, '<pre>PayloadTooLargeError: request entity too large', 'express.json'],
    [413, { server: 'nginx', 'x-powered-by': 'Express' }, '', 'Express'],
    [413, { server: 'nginx/1.22.1' }, '<center>nginx/1.22.1</center>', 'client_max_body_size 4m'],
    [413, { server: 'nginx' }, '', 'client_max_body_size 4m'],
    [413, {}, '{"code":"FST_ERR_CTP_BODY_TOO_LARGE"}', 'bodyLimit'],
    [413, { server: 'Python/3.11 aiohttp/3.9' }, '', 'client_max_size'],
    [413, { server: 'Werkzeug/3.0 Python/3.11' }, '', 'MAX_CONTENT_LENGTH'],
    [413, { server: 'Apache/2.4' }, '', 'LimitRequestBody'],
    [413, { server: 'Caddy' }, '', 'max_size'],
    [413, { 'x-powered-by': 'Next.js' }, '', 'sizeLimit'],
    [413, {}, '{"message":"Payload content length greater than maximum allowed: 1048576"}', 'maxBytes'],
    [413, {}, 'length limit exceeded', 'DefaultBodyLimit'],
    [400, {}, '<title>RequestDataTooBig at /webhook</title>', 'DATA_UPLOAD_MAX_MEMORY_SIZE'],
    [400, {}, '<center>No required SSL certificate was sent</center>', '--client-cert'],
    [400, {}, '<center>The SSL certificate error</center>', 'root of --client-cert'],
    [400, {}, 'The plain HTTP request was sent to HTTPS port', 'https://'],
    [403, {}, '<h1>CSRF verification failed.</h1>', 'CSRF'],
    [419, {}, '', 'CSRF'],
    [422, {}, 'ActionController::InvalidAuthenticityToken', 'CSRF'],
    [501, { server: 'BaseHTTP/0.6 Python/3.11.2' }, '', 'do_POST'],
  ])('of a %i with %j and "%s"', (status, headers, body, remedy) => {
    expect(clueIn(status, answer(headers, body))).toContain(remedy);
  });

  it.each<[number, Record<string, string>, string]>([
    [413, {}, ''],
    [413, { server: 'MyServer' }, 'too large'],
    [500, { 'x-powered-by': 'Express' }, 'PayloadTooLargeError'],
    [413, {}, `${'x'.repeat(5_000)}PayloadTooLargeError`],
  ])('is none of a %i with %j', (status, headers, body) => {
    expect(clueIn(status, answer(headers, body))).toBeUndefined();
  });

  it('reads bytes that are no text', () => {
    expect(clueIn(413, { headers: { server: ['nginx', 'x'] }, body: Buffer.from([0xff, 0xfe]) })).toContain('nginx');
  });
});
