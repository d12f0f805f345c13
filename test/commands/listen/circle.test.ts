import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { refuseCircle } from '../../../src/commands/listen/circle.ts';

const publicUrl = new URL('https://hooks.example/webhook');

it.each([
  ['127.0.0.1', 'http://127.0.0.1:8090/webhook'],
  ['127.0.0.1', 'http://localhost:8090/other'],
  ['127.0.0.1', 'http://LOCALHOST:8090'],
  ['127.0.0.1', 'http://app.localhost:8090'],
  ['127.0.0.1', 'http://0.0.0.0:8090'],
  ['127.0.0.1', 'http://0:8090'],
  ['127.0.0.1', 'http://2130706433:8090'],
  ['127.0.0.1', 'http://127.1:8090'],
  ['127.0.0.1', 'http://[::1]:8090'],
  ['127.0.0.1', 'http://[::]:8090'],
  ['127.0.0.1', 'http://[::ffff:127.0.0.1]:8090'],
  ['0.0.0.0', 'http://127.0.0.1:8090'],
  ['::', 'http://localhost:8090'],
  ['localhost', 'http://127.0.0.1:8090'],
  ['0.0.0.0', `http://${hostname()}:8090`],
  ['127.0.0.1', 'https://hooks.example/webhook'],
  ['127.0.0.1', 'https://hooks.example:443/webhook?x=1'],
])('on %s, %s is the receiver itself', async (host, url) => {
  const refused = refuseCircle([new URL('http://127.0.0.1:3000'), new URL(url)], { host, port: 8090, publicUrl });
  await expect(refused).rejects.toMatchObject({ code: 'wrong-usage', message: expect.stringContaining('itself') });
});

it.each([
  ['127.0.0.1', 'http://127.0.0.1:8091/webhook'],
  ['127.0.0.1', 'https://127.0.0.1:8090/webhook'],
  ['127.0.0.1', 'http://192.0.2.7:8090'],
  ['127.0.0.1', 'https://hooks.example/another'],
  ['192.0.2.7', 'http://127.0.0.1:8090'],
])('on %s, %s is another one', async (host, url) => {
  await expect(refuseCircle([new URL(url)], { host, port: 8090, publicUrl })).resolves.toBeUndefined();
});
