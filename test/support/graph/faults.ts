import type { ServerResponse } from 'node:http';
import { expired, forbidden, type GraphReply, refused, unknownObject, written } from './answers.ts';

/** How an answer goes wrong. `lost` does what was asked and then breaks the connection; `slow` answers well, later. */
export type GraphFault =
  | 'slow'
  | 'lost'
  | 'hang'
  | 'reset'
  | 'cut'
  | 'html'
  | 'html-502'
  | 'redirect'
  | 'huge'
  | 'empty'
  | 'echo'
  | '500'
  | 'transient'
  | 'rate-limit'
  | 'rate-limit-long'
  | 'retry-after'
  | 'expired'
  | 'permission'
  | 'unknown';

export interface FaultRule {
  readonly fault: GraphFault;
  /** How many requests get it still. */
  left: number;
  /** Only requests whose `METHOD path` matches. */
  readonly on: RegExp;
}

/** The replies of those that reply; the others do something to the connection. */
const REPLIES: Partial<Record<GraphFault, () => GraphReply>> = {
  '500': () => refused(500, 1, 'An unknown error occurred'),
  transient: () =>
    refused(400, 2, 'An unexpected error has occurred. Please retry your request later.', { isTransient: true }),
  'rate-limit': () => limited(0),
  'rate-limit-long': () => limited(12),
  'retry-after': () => refused(429, 130_429, '(#130429) Rate limit hit', { headers: { 'Retry-After': '1' } }),
  expired,
  permission: () => forbidden('do that'),
  unknown: () => unknownObject('GET', '200000000000002'),
};

function limited(minutes: number): GraphReply {
  const usage = {
    type: 'whatsapp',
    call_count: 100,
    total_cputime: 5,
    total_time: 7,
    estimated_time_to_regain_access: minutes,
  };
  return refused(400, 80_007, '(#80007) There have been too many calls from this Whatsapp Business account.', {
    headers: { 'X-Business-Use-Case-Usage': JSON.stringify({ '100000000000001': [usage] }) },
  });
}

/** Does the fault to this answer; false when the true answer is to follow. */
export function doFault(fault: GraphFault, response: ServerResponse, token: string): boolean {
  const reply = REPLIES[fault]?.();
  if (reply !== undefined) {
    response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers }).end(written(reply.json));
    return true;
  }
  if (fault === 'hang') return true;
  if (fault === 'reset') response.destroy();
  else if (fault === 'cut') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '4000' });
    response.write('{"data":[{"id":"1', () => response.destroy());
  } else if (fault === 'html') response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);
  else if (fault === 'html-502') response.writeHead(502, { 'Content-Type': 'text/html' }).end(PAGE);
  else if (fault === 'redirect') response.writeHead(302, { Location: 'http://login.example/' }).end();
  else if (fault === 'huge') response.writeHead(200).end(Buffer.alloc(9 * 1024 * 1024, 0x20));
  else if (fault === 'empty') response.writeHead(200).end();
  else if (fault === 'echo') {
    const { status, json } = refused(400, 190, `Malformed access token ${token}, or ${encodeURIComponent(token)}`);
    response.writeHead(status).end(written(json));
  } else return false;
  return true;
}

const PAGE = '<!doctype html><title>Hotel Wi-Fi</title><p>Please log in.';
