import { describe, expect, it } from 'vitest';
import { endpointRunning } from '../support/endpoint-running.ts';
import { hasNginx, nginxRunning } from '../support/nginx-running.ts';
import { runProgram } from '../support/program.ts';

const replay = (to: string, ...args: readonly string[]) =>
  runProgram(['replay', ...args, '--to', to, '--app-secret', 's', '--timeout', '60s']);

const LARGE = ['history', '--size', '3mb'];

describe('Express 5', () => {
  it('takes small webhooks, and says what to change from 100 KB on', async () => {
    const to = await endpointRunning('express.mjs');
    expect(await replay(to, 'text', 'batch', 'failed')).toMatchObject({ exitCode: 0 });
    expect(await replay(to, 'history', '--size', '100kb')).toMatchObject({ exitCode: 0 });
    const { exitCode, out } = await replay(to, 'history', '--size', '101kb');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/ 413 .*too large for Express; Meta sends up to 3 MB: express\.json\({ limit: '3mb' }\)/);
    expect(out).toContain('Meta sends it again at once');
    expect(await replay(to, ...LARGE)).toMatchObject({ exitCode: 1, out: expect.stringContaining("limit: '3mb'") });
  });

  it('takes what Meta sends when it is set up as the hint says', async () => {
    expect(await replay(await endpointRunning('express.mjs', '3mb'), ...LARGE)).toMatchObject({ exitCode: 0 });
  });
});

describe('Fastify', () => {
  it('says what to change above its 1 MB, and takes all when that is done', async () => {
    const to = await endpointRunning('fastify.mjs');
    expect(await replay(to, 'history', '--size', '1mb')).toMatchObject({ exitCode: 0 });
    const { exitCode, out } = await replay(to, ...LARGE);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/ 413 .*too large for Fastify; .*Fastify\({ bodyLimit: 4194304 }\)/);
    expect(await replay(await endpointRunning('fastify.mjs', '4194304'), ...LARGE)).toMatchObject({ exitCode: 0 });
  });
});

describe("Python's http.server", () => {
  it('takes what Meta sends, one after the other and at once', async () => {
    const to = await endpointRunning('http_server.py');
    expect(await replay(to, 'text', ...LARGE)).toMatchObject({ exitCode: 0 });
    expect(await replay(to, 'text', '--duplicates', '4', '--concurrent')).toMatchObject({ exitCode: 0 });
  });

  it('is told when it takes no POST', async () => {
    const { exitCode, out } = await replay(await endpointRunning('http_server.py', 'get-only'), 'text');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/ 501 .*Python's http\.server takes no POST without a do_POST/);
  });
});

describe.skipIf(!hasNginx)('nginx before an app', () => {
  const proxyTo = (app: string) => `location / { proxy_pass ${new URL(app).origin}; }`;

  it('says what to change with its default limit, and takes 3 MB with 4m', async () => {
    const app = await endpointRunning('http_server.py');
    const strict = `http://127.0.0.1:${await nginxRunning([proxyTo(app)])}/webhook`;
    expect(await replay(strict, 'text')).toMatchObject({ exitCode: 0 });
    const { exitCode, out } = await replay(strict, ...LARGE);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/ 413 .*too large for nginx; Meta sends up to 3 MB: client_max_body_size 4m/);

    const wide = await nginxRunning(['client_max_body_size 4m;', proxyTo(app)]);
    expect(await replay(`http://127.0.0.1:${wide}/webhook`, ...LARGE)).toMatchObject({ exitCode: 0 });
  });

  it('is not blamed for what the app behind it refuses', async () => {
    const app = await endpointRunning('express.mjs');
    const port = await nginxRunning(['client_max_body_size 4m;', proxyTo(app)]);
    const { exitCode, out } = await replay(`http://127.0.0.1:${port}/webhook`, ...LARGE);
    expect(exitCode).toBe(1);
    expect(out).toContain('too large for Express');
  });

  it('is told apart from an app that is down', async () => {
    const port = await nginxRunning(['location / { proxy_pass http://127.0.0.1:9; }']);
    const { exitCode, out } = await replay(`http://127.0.0.1:${port}/webhook`, 'text');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/ 502 .*a proxy stands there, the app behind it is down/);
  });
});
