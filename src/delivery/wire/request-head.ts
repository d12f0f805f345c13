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

/** PURE but for what it remembers: writes the head of a request, or says why it cannot be sent. */
export type WriteHead = (head: RequestHead) => WrittenHead;

/** Headers up to some place, as they go over the wire. */
interface Lines {
  readonly text: string;
  readonly host: string | undefined;
  readonly isLast: boolean;
}

const NO_LINES: Lines = { text: '', host: undefined, isLast: false };

/** In a load only the last headers, the signatures, differ from those of the request before: the others are not written again. */
export function createHeadWriter(): WriteHead {
  let before: readonly string[] = [];
  let same = { length: 0, lines: NO_LINES };

  return ({ method, path, host, headers, bodyBytes }) => {
    if (!PATH.test(path)) return refused('the path of the URL has characters that no request may have');

    const length = sameLength(before, headers);
    if (length !== same.length) {
      const lines = addLines(NO_LINES, headers, 0, length);
      if (typeof lines === 'string') return refused(lines);
      same = { length, lines };
    }
    const lines = addLines(same.lines, headers, length, headers.length);
    if (typeof lines === 'string') return refused(lines);
    before = headers;

    const { text, host: namedHost = host, isLast } = lines;
    const begin = `${method} ${path} HTTP/1.1\r\nhost: ${namedHost}\r\nconnection: ${isLast ? 'close' : 'keep-alive'}\r\n`;
    const end = bodyBytes === undefined ? '\r\n' : `content-length: ${bodyBytes}\r\n\r\n`;
    return { ok: true, text: begin + text + end, host: namedHost, isLast };
  };
}

/** How many names and values at the beginning are the same. */
function sameLength(some: readonly string[], others: readonly string[]): number {
  let length = 0;
  while (length < some.length && some[length] === others[length]) length += 1;
  return length - (length % 2);
}

/** With the headers from one place to another; a sentence when one of them cannot be sent. */
function addLines(lines: Lines, headers: readonly string[], from: number, to: number): Lines | string {
  let { text, host, isLast } = lines;
  for (let index = from; index + 1 < to; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (!NAME.test(name)) return `${JSON.stringify(name)} is no name of a header`;
    if (!VALUE.test(value)) return `the value of the header ${name} has characters that no header may have`;
    if (!SPECIAL.test(name)) text += `${name}: ${value}\r\n`;
    else if (/^host$/i.test(name)) host = value;
    else if (/^connection$/i.test(name)) isLast = /(?:^|,)\s*close\s*(?:,|$)/i.test(value);
    else return `the header ${name} is the connection's own, and cannot be given`;
  }
  return { text, host, isLast };
}

const PATH = /^[\x21-\x7e\x80-\xff]+$/;
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** They say how the request is framed: two that differ, and a proxy and the server behind it see different requests. */
const SPECIAL = /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect)$/i;

function refused(reason: string): WrittenHead {
  return { ok: false, reason };
}
