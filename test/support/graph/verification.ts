import { randomInt } from 'node:crypto';
import { request as requestHttp, STATUS_CODES } from 'node:http';
import { request as requestHttps } from 'node:https';

/** So long Meta waits for the answer to its GET. */
const VERIFICATION_MS = 6_000;

export interface Asking {
  /** Whom to trust, where the URL is https. */
  readonly ca?: string | undefined;
}

/** Meta's own GET at this URL: undefined when the endpoint gives the challenge back, else what Meta says, as its curl words it. */
export async function verifyCallback(
  uri: string,
  verifyToken: string,
  asking: Asking = {},
): Promise<string | undefined> {
  const url = new URL(uri);
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const query = `hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(verifyToken)}`;
  const path = `${url.pathname}${url.search === '' ? '?' : `${url.search}&`}${query}`;
  const answer = await send(url, {
    method: 'GET',
    path,
    headers: HANDSHAKE_HEADERS,
    timeoutMs: VERIFICATION_MS,
    ...asking,
  });

  if ('error' in answer)
    return `Callback verification failed with the following errors: ${curlWords(answer.error, url)}`;
  if (answer.status !== 200) {
    const message = STATUS_CODES[answer.status] ?? '';
    return `Callback verification failed with the following errors: HTTP Status Code = ${answer.status}; HTTP Message = ${message}`;
  }
  if (answer.body === challenge) return undefined;
  return `The URL couldn't be validated. Response does not match challenge, expected value = "${challenge}", received = "${answer.body.slice(0, 40)}..."`;
}

const HANDSHAKE_HEADERS = {
  'User-Agent': 'facebookplatform/1.0 (+http://developers.facebook.com)',
  Accept: '*/*',
  'Accept-Encoding': 'deflate, gzip',
};

export interface Outgoing extends Asking {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly timeoutMs: number;
}

export type OutgoingAnswer = { readonly status: number; readonly body: string } | { readonly error: Error };

/** A request from Meta's machines: names under `.localhost` are this one. Follows no redirect. */
export function send(url: URL, { timeoutMs, body, headers, ...rest }: Outgoing): Promise<OutgoingAnswer> {
  return new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    const isOwn = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
    const host = isOwn ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '');
    const options = { ...rest, host, port: url.port, agent: false, headers: { Host: url.host, ...headers } } as const;
    const request = isSecure ? requestHttps({ ...options, servername: url.hostname }) : requestHttp(options);
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error('too slow'), { code: 'TIMEOUT' })),
      timeoutMs,
    );
    const end = (answer: OutgoingAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    request.on('error', (error) => end({ error }));
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', (error) => end({ error }));
      response.on('end', () => end({ status: response.statusCode ?? 0, body: text }));
    });
    request.end(body);
  });
}

function curlWords(error: Error, url: URL): string {
  const code = 'code' in error ? error.code : '';
  const port = url.port === '' ? '443' : url.port;
  if (code === 'TIMEOUT')
    return 'curl_errno = 28; curl_error = Operation timed out after 6000 milliseconds with 0 bytes received; HTTP Status Code = 0';
  if (code === 'ECONNREFUSED')
    return `curl_errno = 7; curl_error = Failed to connect to ${url.hostname} port ${port}: Connection refused; HTTP Status Code = 0`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `curl_errno = 6; curl_error = Could not resolve host: ${url.hostname}; HTTP Status Code = 0`;
  if (code === 'ECONNRESET') return 'curl_errno = 52; curl_error = Empty reply from server; HTTP Status Code = 0';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `curl_errno = 51; curl_error = SSL: no alternative certificate subject name matches target host name '${url.hostname}'; HTTP Status Code = 0`;
  return 'curl_errno = 60; curl_error = SSL certificate problem: unable to get local issuer certificate; HTTP Status Code = 0';
}
