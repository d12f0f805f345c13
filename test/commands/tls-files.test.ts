import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';
import { createAuthority } from '../support/authority.ts';
import { fakeIo, temporaryFolder } from '../support/fake-io.ts';

const authority = createAuthority();
const cwd = temporaryFolder();
const mine = authority.issue();
const other = authority.issue();

const write = (name: string, text: string | Uint8Array) => writeFileSync(join(cwd, name), text);
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd, stdio: 'ignore' });
write('ca.pem', authority.ca);
write('cert.pem', mine.cert);
write('key.pem', mine.key);
write('both.pem', `${mine.cert}${mine.key}`);
write('other.key', other.key);
write('text.pem', 'not a certificate\n');
write('cut.pem', mine.leaf.replace(/\n[^\n]{20}/, '\n!'));
write('cut.key', mine.key.replace(/\n[^\n]{20}/, '\n'));
openssl('x509', '-in', 'cert.pem', '-outform', 'der', '-out', 'cert.der');
openssl('pkey', '-in', 'key.pem', '-aes128', '-passout', 'pass:secret', '-out', 'locked.key');

async function replay(...flags: readonly string[]) {
  const { io, out, err } = fakeIo({ cwd });
  const to = flags.includes('--to') ? [] : ['--to', 'https://localhost:9/'];
  const exitCode = await run(['replay', 'text', '--dry-run', '--app-secret', 's', ...to, ...flags], io);
  return { exitCode, out: out(), err: err() };
}

describe('the files of --client-cert, --client-key and --ca', () => {
  it.each([
    [['--ca', 'ca.pem']],
    [['--client-cert', 'cert.pem', '--client-key', 'key.pem', '--ca', 'ca.pem']],
    [['--client-cert', 'both.pem']],
  ])('are taken: %j', async (flags) => {
    expect(await replay(...flags)).toMatchObject({ exitCode: 0, err: '' });
  });

  it.each([
    [['--ca', 'missing.pem'], 'Cannot read missing.pem (ENOENT).', 'Check the path after --ca.'],
    [['--ca', 'text.pem'], 'text.pem is not PEM: it holds no certificate.', 'openssl x509 -inform der -in text.pem'],
    [['--ca', 'key.pem'], 'key.pem holds a key and no certificate.', 'A key goes after --client-key'],
    [['--ca', 'cut.pem'], 'The certificate in cut.pem is damaged', 'openssl x509 -text -noout -in cut.pem'],
    [['--client-cert', 'cert.der', '--client-key', 'key.pem'], 'cert.der is not PEM', '-in cert.der -out cert.der.pem'],
    [['--client-cert', 'cert.pem'], '--client-cert needs the key too: cert.pem holds none.', '--client-key FILE'],
    [['--client-key', 'key.pem'], '--client-key needs the certificate that it belongs to.', '--client-cert FILE'],
    [['--client-cert', 'cert.pem', '--client-key', 'missing.key'], 'Cannot read missing.key', 'after --client-key'],
    [
      ['--client-cert', 'cert.pem', '--client-key', 'cert.pem'],
      'cert.pem is not PEM: it holds no private key.',
      'pkey',
    ],
    [['--client-cert', 'cert.pem', '--client-key', 'cut.key'], 'The key in cut.key is damaged', 'openssl pkey'],
    [
      ['--client-cert', 'cert.pem', '--client-key', 'locked.key'],
      'The key in locked.key is protected by a passphrase',
      'plain.key',
    ],
    [
      ['--client-cert', 'cert.pem', '--client-key', 'other.key'],
      'The key in other.key does not match the certificate in cert.pem.',
      'your own must come first',
    ],
  ])('are refused with exit code 2 and the remedy: %j', async (flags, sentence, remedy) => {
    const { exitCode, out, err } = await replay(...flags);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^error: .*\n {2}\S.*\n$/);
    expect(err).toContain(`error: ${sentence}`);
    expect(err).toContain(remedy);
  });

  it('never shows what stands in a key', async () => {
    const { err } = await replay('--client-cert', 'cert.pem', '--client-key', 'cut.key');
    const secret = readFileSync(join(cwd, 'cut.key'), 'utf8').split('\n')[1];
    expect(secret).toHaveLength(44);
    expect(err).not.toContain(secret);
  });
});

describe('--insecure', () => {
  it('says on stderr what it gives up', async () => {
    const { exitCode, err } = await replay('--insecure');
    expect(exitCode).toBe(0);
    expect(err).toContain('--insecure: nobody checks who localhost:9 is; Meta does.');
  });
});

describe('an endpoint without TLS', () => {
  it('is told that the flags do nothing for it', async () => {
    const { exitCode, err } = await replay('--insecure', '--ca', 'ca.pem', '--to', 'http://localhost:9/');
    expect(exitCode).toBe(0);
    expect(err).toContain('--ca, --insecure: not used, since http://localhost:9/ is not https.');
  });
});
