import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { appAnswering } from '../support/app-answering.ts';
import { fakeIo } from '../support/fake-io.ts';

async function replaying(to: string, ...args: readonly string[]) {
  const { io, out, err } = fakeIo();
  const exitCode = await run(['replay', ...args, '--to', to, '--app-secret', 's'], io);
  return { exitCode, out: out(), err: err() };
}

describe('--expect-status', () => {
  it('makes a refusal the right answer, with nothing to mend', async () => {
    const app = await appAnswering(401);
    const { exitCode, out, err } = await replaying(app.url, 'text', '--bad-signature', '--expect-status', '401');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('sent 1: 1 answered 401');
  });

  it('makes 200 the wrong one', async () => {
    const app = await appAnswering(200);
    const { exitCode, out, err } = await replaying(app.url, 'text', '--bad-signature', '--expect-status', '401');
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
    expect(out).toMatch(/#1 +200 /);
    expect(out).toContain('401 was expected');
  });

  it('says what Meta would do, once for all failures', async () => {
    const app = await appAnswering(500);
    const { exitCode, err } = await replaying(app.url, 'text', 'image', 'sent');
    expect(exitCode).toBe(1);
    expect(err.match(/Meta would send the others again/g)).toHaveLength(1);
  });

  it.each(['99', '600', '100', 'ok'])('refuses %s with exit code 2', async (status) => {
    const { exitCode, err } = await replaying('http://127.0.0.1:9/', 'text', '--expect-status', status);
    expect(exitCode).toBe(2);
    expect(err).toContain('It takes a status from 200 to 599.');
  });
});

describe('--expect-within', () => {
  it('fails what took longer', async () => {
    const app = await appAnswering((_, response) => void setTimeout(() => response.end(), 60));
    const late = await replaying(app.url, 'text', '--expect-within', '20ms');
    expect(late.exitCode).toBe(1);
    expect(late.out).toContain('slower than the 20 ms of --expect-within');
    expect(late.out).toContain('0 answered 200 within 20 ms');
    expect((await replaying(app.url, 'text', '--expect-within', '30s')).exitCode).toBe(0);
  });
});

describe('--fail-fast', () => {
  it('sends nothing after the first failure, and says what was left', async () => {
    const app = await appAnswering(200, 500, 200);
    const { exitCode, out } = await replaying(app.url, 'text', '--duplicates', '9', '--fail-fast');
    expect(exitCode).toBe(1);
    expect(app.requests).toHaveLength(2);
    expect(out).toContain('sent 2: 1 answered 200, 1 answered otherwise, 8 of the plan not sent');
  });

  it('goes on to the end without it', async () => {
    const app = await appAnswering(200, 500, 200);
    expect((await replaying(app.url, 'text', '--duplicates', '9')).exitCode).toBe(1);
    expect(app.requests).toHaveLength(10);
  });
});

describe('--retry', () => {
  it("tells Meta's time and ours since the first try", async () => {
    const app = await appAnswering(500, 500, 200);
    const { exitCode, out } = await replaying(app.url, 'text', '--retry', '--speed', '1000x');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/ · try 2, \+0 ms \(\d+ ms\)/);
    expect(out).toMatch(/ · try 3, \+60 s \(\d+ ms\)/);
  });
});
