import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { signatureOf } from '../support/listening.ts';

const SECRET = 'f00dfeedf00dfeedf00dfeedf00dfeed';
const BODY = '{"object":"whatsapp_business_account","entry":[],"a":"\\u00fc\\/"}';

async function runWith(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo({ env: { WA_WEBHOOK_APP_SECRET: SECRET }, stdin: BODY, ...options });
  const exitCode = await run(args, io);
  return { exitCode, out: out(), err: err() };
}

const verify = (signature: string, options: FakeIoOptions = {}) =>
  runWith(['verify', '-', '--signature', signature], options);

describe('sign', () => {
  it('prints both headers of exactly these bytes, from a file and from stdin', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'body.json'), BODY);
    const fromFile = await runWith(['sign', 'body.json'], { cwd });
    expect(fromFile).toMatchObject({ exitCode: 0, err: '' });
    expect(fromFile.out).toMatch(
      new RegExp(`^X-Hub-Signature-256: ${signatureOf(BODY, SECRET)}\nX-Hub-Signature: sha1=[0-9a-f]{40}\n$`),
    );
    expect((await runWith(['sign', '-'])).out).toBe(fromFile.out);
  });

  it('signs bytes that are no text, and says when they end in a line break', async () => {
    const stdin = Buffer.from([0xff, 0x00, 0x0a]);
    const { exitCode, out, err } = await runWith(['sign', '-'], { stdin });
    expect(exitCode).toBe(0);
    expect(out).toContain(signatureOf(stdin, SECRET));
    expect(err).toContain('stdin ends in a line break');
  });

  it('is a JSON line for programs', async () => {
    const { out } = await runWith(['sign', '-', '--json']);
    expect(JSON.parse(out)).toMatchObject({ type: 'body.signed', v: 1, signature: signatureOf(BODY, SECRET) });
    expect(out).not.toContain(SECRET);
  });

  it.each([
    [['sign', '-'], {}, 2, 'There is no app secret'],
    [['sign', 'no.json'], undefined, 3, 'There is no file no.json.'],
    [['sign'], undefined, 2, "missing required argument 'file'"],
  ])('refuses %j with %j', async (args, env, code, sentence) => {
    const { exitCode, out, err } = await runWith(args, env === undefined ? {} : { env });
    expect({ exitCode, out }).toEqual({ exitCode: code, out: '' });
    expect(err).toContain(sentence);
  });
});

describe('verify', () => {
  it.each([signatureOf(BODY, SECRET), `X-Hub-Signature-256: ${signatureOf(BODY, SECRET)}`])(
    'takes %s',
    async (signature) => {
      const { exitCode, out } = await verify(signature);
      expect(exitCode).toBe(0);
      expect(out).toBe(`The signature is that of stdin · ${BODY.length} bytes\n`);
    },
  );

  it.each([
    [signatureOf(BODY, 'another'), 'another app secret'],
    [signatureOf(BODY, `${SECRET}\n`), 'ends in white space or a line break'],
    [signatureOf(BODY, Buffer.from(SECRET, 'hex').toString('latin1')), 'another app secret'],
    [signatureOf(BODY.replace('\\u00fc\\/', 'ü/'), SECRET), 'parsed and written again'],
    [signatureOf(`${BODY}\n`, SECRET), 'line break at the end of the body was lost'],
    [signatureOf(BODY, 'the-access-token'), 'with the access token'],
    [signatureOf(BODY, SECRET).slice(7), 'prefix "sha256=" is missing'],
    ['', 'header is empty'],
    ['sha1=0000000000000000000000000000000000000000', 'sha1 signature stands in the sha256 header'],
  ])('says why %s is not it', async (signature, cause) => {
    const env = { WA_WEBHOOK_APP_SECRET: SECRET, WA_WEBHOOK_ACCESS_TOKEN: 'the-access-token' };
    const { exitCode, out } = await verify(signature, { env });
    expect(exitCode).toBe(1);
    expect(out).toContain('Likely cause: ');
    expect(out).toContain(cause);
    expect(out).not.toMatch(new RegExp(`${SECRET}|the-access-token`));
  });

  it('knows the verify token of this folder', async () => {
    const cwd = temporaryFolder();
    expect((await runWith(['listen', '--no-tunnel', '--port', '0', '--timeout', '10ms'], { cwd })).exitCode).toBe(0);

    const token = readFileSync(join(cwd, '.wa-webhook/verify-token'), 'utf8').trim();
    expect((await verify(signatureOf(BODY, token), { cwd })).out).toContain('signed with the verify token');
  });

  it('is a JSON line for programs', async () => {
    const { exitCode, out } = await runWith(['verify', '-', '--signature', 'sha256=0', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ type: 'signature.checked', ok: false, reason: expect.any(String) });
  });

  it('needs a signature', async () => {
    const { exitCode, err } = await runWith(['verify', 'body.json']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--signature sha256=…');
  });
});
