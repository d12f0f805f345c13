import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './fake-io.ts';

export interface Issued {
  readonly key: string;
  /** The certificate and the one between it and the root, as Meta presents them. */
  readonly cert: string;
  /** The certificate alone: a chain that is not whole. */
  readonly leaf: string;
  readonly keyFile: string;
  readonly certFile: string;
  readonly leafFile: string;
}

export interface Authority {
  /** The root, to be trusted. */
  readonly ca: string;
  readonly caFile: string;
  readonly issue: (wanted?: {
    readonly commonName?: string;
    readonly names?: string;
    readonly days?: number;
  }) => Issued;
}

/** An authority to throw away, with one between the root and what it issues. Made anew each time: no key lies in the repository. */
export function createAuthority(): Authority {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  let issued = 0;

  const root = ['-x509', '-days', '2', '-subj', '/CN=Root to throw away', '-keyout', path('root.key')];
  openssl('req', ...NEW_KEY, ...root, '-out', path('root.pem'));
  sign('middle', { commonName: 'Between', by: 'root', extensions: 'basicConstraints=critical,CA:TRUE', days: 2 });

  function sign(
    name: string,
    wanted: { readonly commonName: string; readonly by: string; readonly extensions: string; readonly days: number },
  ): void {
    const { commonName, by, extensions, days } = wanted;
    const [request, extras] = [path(`${name}.csr`), path(`${name}.ext`)];
    writeFileSync(extras, `${extensions}\n`);
    openssl('req', ...NEW_KEY, '-subj', `/CN=${commonName}`, '-keyout', path(`${name}.key`), '-out', request);
    const signer = ['-CA', path(`${by}.pem`), '-CAkey', path(`${by}.key`), '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...signer,
      '-days',
      `${days}`,
      '-extfile',
      extras,
      '-out',
      path(`${name}.pem`),
    );
  }

  return {
    ca: readFileSync(path('root.pem'), 'utf8'),
    caFile: path('root.pem'),
    issue: ({ commonName = 'localhost', names = 'IP:127.0.0.1,IP:::1,DNS:localhost', days = 2 } = {}) => {
      issued += 1;
      const name = `issued-${issued}`;
      sign(name, { commonName, by: 'middle', extensions: `subjectAltName=${names}`, days });
      const leaf = readFileSync(path(`${name}.pem`), 'utf8');
      const cert = `${leaf}${readFileSync(path('middle.pem'), 'utf8')}`;
      const [keyFile, certFile] = [path(`${name}.key`), path(`${name}-chain.pem`)];
      mkdirSync(folder, { recursive: true });
      writeFileSync(certFile, cert);
      return { key: readFileSync(keyFile, 'utf8'), cert, leaf, keyFile, certFile, leafFile: path(`${name}.pem`) };
    },
  };
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}
