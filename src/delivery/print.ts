import type { Delivery } from './plan.ts';

/** Shells pass an argument of at most 128 KiB to a program on Linux. */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

export type Printed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The body alone, byte for byte. */
export function printBody({ rawBody }: Delivery): Printed {
  return { ok: true, text: Buffer.from(rawBody).toString('utf8') };
}

/** The request as it goes over the wire. */
export function printHttp({ rawBody, headers }: Delivery, to: URL): Printed {
  const lines = pairs(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [
    `POST ${to.pathname}${to.search} HTTP/1.1`,
    `host: ${to.host}`,
    'connection: keep-alive',
    ...lines,
    `content-length: ${rawBody.byteLength}`,
  ];
  return { ok: true, text: `${head.join('\r\n')}\r\n\r\n${Buffer.from(rawBody).toString('utf8')}` };
}

/** A command for a POSIX shell that sends the same request. */
export function printCurl({ rawBody, headers }: Delivery, to: URL): Printed {
  const body = Buffer.from(rawBody).toString('utf8');
  if (Buffer.byteLength(quote(body)) > MAX_ARGUMENT_BYTES) {
    return { ok: false, reason: `${rawBody.byteLength} bytes are too long for a shell command` };
  }

  // curl's own `Expect: 100-continue` is a header that Meta does not send.
  const flags = pairs(headers).map(([name, value]) => `  -H ${quote(`${name}: ${value}`)}`);
  const parts = [`curl -sS -X POST ${quote(to.href)}`, ...flags, "  -H 'Expect:'", `  --data-binary ${quote(body)}`];
  return { ok: true, text: parts.join(' \\\n') };
}

function pairs(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
}

/** For a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
