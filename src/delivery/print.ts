import { isUtf8 } from 'node:buffer';
import type { Delivery } from './plan.ts';

/** All of a delivery that is put on the wire. */
type Printable = Pick<Delivery, 'rawBody' | 'headers'>;

/** What curl needs to know of TLS; files as the shell names them. */
export interface CurlTls {
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly ca?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** A longer argument is more than Linux lets a program have (128 KiB), and more than anybody pastes. */
const MAX_TYPED_BYTES = 100 * 1024;

/** The body alone, byte for byte. */
export function printBody({ rawBody }: Pick<Delivery, 'rawBody'>): Uint8Array {
  return rawBody;
}

/** The request as it goes over the wire. */
export function printHttp({ rawBody, headers }: Printable, to: URL): Uint8Array {
  const lines = pairs(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [
    `POST ${to.pathname}${to.search} HTTP/1.1`,
    `host: ${to.host}`,
    'connection: keep-alive',
    ...lines,
    `content-length: ${rawBody.byteLength}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), rawBody]);
}

/** Whether a shell and curl would take this body within a command as it is. If not, it belongs into a file. */
export function canBeTyped({ rawBody }: Pick<Delivery, 'rawBody'>): boolean {
  // Control characters mean something to whoever pastes them, and a leading @ is a file's name to curl.
  if (rawBody.byteLength > MAX_TYPED_BYTES || !isUtf8(rawBody) || rawBody[0] === 0x40) return false;
  const text = Buffer.from(rawBody).toString('utf8');
  return Buffer.byteLength(quote(text)) <= MAX_TYPED_BYTES && !/\p{Cc}/u.test(text);
}

/** A command for a POSIX shell that sends the same request, its body from `bodyFile` where it cannot be typed. */
export function printCurl(
  { rawBody, headers }: Printable,
  to: URL,
  { bodyFile, tls = {} }: { readonly bodyFile?: string | undefined; readonly tls?: CurlTls } = {},
): Uint8Array {
  // Header values are Latin-1 on the wire, and curl sends the bytes that it is given.
  const flags = pairs(headers).map(([name, value]) =>
    // With nothing behind its colon curl would leave the header out.
    Buffer.from(`-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`, 'latin1'),
  );
  const body = bodyFile === undefined ? Buffer.from(rawBody).toString('utf8') : `@${bodyFile}`;
  const parts = [
    // Without --globoff, brackets and braces in a URL would be patterns.
    Buffer.from(`curl -sS --globoff -X POST ${quote(to.href)}`),
    ...tlsFlags(tls).map((flag) => Buffer.from(flag)),
    ...flags,
    // curl's own `Expect: 100-continue` is a header that Meta does not send.
    Buffer.from("-H 'Expect:'"),
    Buffer.from(`--data-binary ${quote(body)}`),
  ];
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(' \\\n  '), part])));
}

function tlsFlags({ clientCert, clientKey, ca, insecure }: CurlTls): string[] {
  return [
    ...(clientCert === undefined ? [] : [`--cert ${quote(clientCert)}`]),
    ...(clientKey === undefined ? [] : [`--key ${quote(clientKey)}`]),
    ...(ca === undefined ? [] : [`--cacert ${quote(ca)}`]),
    ...(insecure === true ? ['--insecure'] : []),
  ];
}

function pairs(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
}

/** For a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
