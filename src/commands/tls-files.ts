import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TlsOptions } from '../delivery/tls.ts';
import { CliError, errorCode, errorMessage } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { Io } from '../io.ts';
import type { TlsFlags } from './flags.ts';

/**
 * How to meet the https endpoints among the targets; undefined when no flag says anything about it. What a flag cannot do
 * for a target is told. Throws `certificate-unusable` or `wrong-usage`.
 */
export async function readTls(
  flags: TlsFlags,
  targets: readonly URL[],
  { io, emit }: { readonly io: Pick<Io, 'cwd'>; readonly emit: Emit },
): Promise<TlsOptions | undefined> {
  const given = GIVEN.filter(([name]) => flags[name] !== undefined && flags[name] !== false);
  if (given.length === 0) return undefined;

  const [{ tlsConnection }, ca, identity] = await Promise.all([
    import('../delivery/tls.ts'),
    flags.ca === undefined ? {} : readAuthority(flags.ca, io),
    readIdentity(flags, io),
  ]);
  const tls: TlsOptions = { ...ca, ...identity, ...(flags.insecure === true ? { isInsecure: true } : {}) };
  try {
    tlsConnection(tls);
  } catch (cause) {
    const files = given.flatMap(([name]) => flags[name] || []).filter((file) => typeof file === 'string');
    throw unusable(`Cannot use ${files.join(' and ')} (${errorMessage(cause)}).`, { cause });
  }
  tell(given, flags, targets, emit);
  return tls;
}

const GIVEN = [
  ['clientCert', '--client-cert'],
  ['clientKey', '--client-key'],
  ['ca', '--ca'],
  ['insecure', '--insecure'],
] as const satisfies readonly (readonly [keyof TlsFlags, string])[];

function tell(given: readonly (typeof GIVEN)[number][], flags: TlsFlags, targets: readonly URL[], emit: Emit): void {
  const secured = targets.filter(({ protocol }) => protocol === 'https:');
  if (secured.length === 0) {
    const setting = given.map(([, flag]) => flag).join(', ');
    emit({ type: 'setting.noted', setting, note: `not used, since ${targets.join(' and ')} is not https` });
  } else if (flags.insecure === true) {
    const hosts = secured.map(({ host }) => host).join(' and ');
    emit({ type: 'setting.noted', setting: '--insecure', note: `nobody checks who ${hosts} is; Meta does` });
  }
}

async function readAuthority(file: string, io: Pick<Io, 'cwd'>): Promise<Pick<TlsOptions, 'ca'>> {
  const ca = await readPem(file, '--ca', io);
  parseCertificate(ca, file, '--ca');
  return { ca };
}

async function readIdentity(
  { clientCert, clientKey }: TlsFlags,
  io: Pick<Io, 'cwd'>,
): Promise<Pick<TlsOptions, 'cert' | 'key'>> {
  if (clientCert === undefined && clientKey === undefined) return {};
  if (clientCert === undefined) {
    throw new CliError('wrong-usage', '--client-key needs the certificate that it belongs to.', {
      hint: 'Give it with --client-cert FILE.',
    });
  }

  const cert = await readPem(clientCert, '--client-cert', io);
  const parsed = parseCertificate(cert, clientCert, '--client-cert');
  // One file often holds both.
  const keyFile = clientKey ?? (KEY_MARK.test(cert) ? clientCert : undefined);
  if (keyFile === undefined) {
    throw new CliError('wrong-usage', `--client-cert needs the key too: ${clientCert} holds none.`, {
      hint: 'Give it with --client-key FILE.',
    });
  }

  const key = keyFile === clientCert ? cert : await readPem(keyFile, '--client-key', io);
  if (parsed.checkPrivateKey(parseKey(key, keyFile))) return { cert, key };
  throw unusable(`The key in ${keyFile} does not match the certificate in ${clientCert}.`, {
    hint: 'Give the key that the certificate was requested with; of several certificates, your own must come first.',
  });
}

const CERTIFICATE_MARK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;
const KEY_MARK = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

async function readPem(file: string, flag: string, { cwd }: Pick<Io, 'cwd'>): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'latin1');
  } catch (cause) {
    const sentence = `Cannot read ${file} (${errorCode(cause) ?? 'unknown error'}).`;
    throw unusable(sentence, { cause, hint: `Check the path after ${flag}.` });
  }
}

function parseCertificate(text: string, file: string, flag: string): X509Certificate {
  if (!CERTIFICATE_MARK.test(text)) {
    const isKey = KEY_MARK.test(text);
    const hint = isKey
      ? `A key goes after --client-key; ${flag} takes the certificate.`
      : `Make PEM of it: openssl x509 -inform der -in ${file} -out ${file}.pem`;
    throw unusable(`${file} ${isKey ? 'holds a key and' : 'is not PEM: it holds'} no certificate.`, { hint });
  }
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw unusable(`The certificate in ${file} is damaged (${errorMessage(cause)}).`, {
      cause,
      hint: `Look at it: openssl x509 -text -noout -in ${file}`,
    });
  }
}

function parseKey(text: string, file: string): KeyObject {
  if (!KEY_MARK.test(text)) {
    throw unusable(`${file} is not PEM: it holds no private key.`, {
      hint: `Make PEM of it: openssl pkey -inform der -in ${file} -out ${file}.pem`,
    });
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    if (/ENCRYPTED/.test(text)) {
      const hint = `Give it without: openssl pkey -in ${file} -out plain.key`;
      throw unusable(`The key in ${file} is protected by a passphrase, and nobody is here to type it.`, {
        cause,
        hint,
      });
    }
    throw unusable(`The key in ${file} is damaged (${errorMessage(cause)}).`, {
      cause,
      hint: `Look at it: openssl pkey -text -noout -in ${file}`,
    });
  }
}

function unusable(sentence: string, options: { readonly cause?: unknown; readonly hint?: string }): CliError {
  return new CliError('certificate-unusable', sentence, options);
}
