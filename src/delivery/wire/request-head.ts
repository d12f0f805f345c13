export interface RequestHead {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  /** Unless a header names another one. */
  readonly host: string;
  /** Name, value, name, value: in this order and case on the wire. */
  readonly headers: readonly string[];
  /** Undefined for a request without a body. */
  readonly bodyBytes: number | undefined;
}

export type WrittenHead =
  | {
      readonly ok: true;
      /** As it goes over the wire, to be written as Latin-1. */
      readonly text: string;
      readonly host: string;
      /** The connection is to be closed behind the answer. */
      readonly isLast: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/** PURE: the head of a request, or why it cannot be sent. */
export function writeHead({ method, path, host: usualHost, headers, bodyBytes }: RequestHead): WrittenHead {
  if (!PATH.test(path)) return refused('the path of the URL has characters that no request may have');

  let host = usualHost;
  let isLast = false;
  let lines = '';
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (!NAME.test(name)) return refused(`${JSON.stringify(name)} is no name of a header`);
    if (!VALUE.test(value)) return refused(`the value of the header ${name} has characters that no header may have`);
    if (!SPECIAL.test(name)) lines += `${name}: ${value}\r\n`;
    else if (/^host$/i.test(name)) host = value;
    else if (/^connection$/i.test(name)) isLast = /(?:^|,)\s*close\s*(?:,|$)/i.test(value);
    else return refused(`the header ${name} is the connection's own, and cannot be given`);
  }
  const begin = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${isLast ? 'close' : 'keep-alive'}\r\n`;
  const end = bodyBytes === undefined ? '\r\n' : `content-length: ${bodyBytes}\r\n\r\n`;
  return { ok: true, text: begin + lines + end, host, isLast };
}

const PATH = /^[\x21-\x7e\x80-\xff]+$/;
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** They say how the request is framed: two that differ, and a proxy and the server behind it see different requests. */
const SPECIAL = /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect)$/i;

function refused(reason: string): WrittenHead {
  return { ok: false, reason };
}
