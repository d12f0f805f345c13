import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { written } from './graph/answers.ts';
import { type Delivered, deliver } from './graph/delivering.ts';
import { doFault, type FaultRule, type GraphFault } from './graph/faults.ts';
import { createHolds, type Held, type HoldPoint } from './graph/holds.ts';
import { answerCall } from './graph/routes.ts';
import { APP_ID, createWorld, PHONE_ID, type World } from './graph/world.ts';

export * from './graph/world.ts';

export interface GraphRequestSeen {
  readonly method: string;
  /** With its query, as it came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface GraphAnswering {
  /** For `--graph-url`. */
  readonly url: string;
  readonly requests: readonly GraphRequestSeen[];
  /** What Meta remembers. */
  readonly world: World;
  /** The next requests go wrong like this; `on` picks them by `METHOD path`. */
  readonly fail: (fault: GraphFault, options?: { readonly times?: number; readonly on?: RegExp }) => void;
  /** The next request whose `METHOD path` matches stops there, after `skip` others that match. */
  readonly hold: (at: HoldPoint, on: RegExp, skip?: number) => Held;
  /** Nothing goes wrong any more. */
  readonly mend: () => void;
  /** Sends a webhook to wherever it goes now: the number's override, else the account's, else the app's callback. */
  readonly deliver: (
    body: string,
    options?: { readonly phoneId?: string; readonly field?: string },
  ) => Promise<Delivered>;
  readonly close: () => Promise<void>;
}

export interface GraphAnsweringOptions {
  /** Whom its GETs and deliveries trust, where a callback is https. */
  readonly ca?: string;
  readonly slowMs?: number;
  /** Takes the end; without it, the test ends it. */
  readonly owner?: (close: () => Promise<void>) => void;
}

/** A Graph API on loopback that behaves as the documentation says, keeps state, and asks a callback as Meta does. */
export async function graphAnswering(options: GraphAnsweringOptions = {}): Promise<GraphAnswering> {
  const { ca, slowMs = 300, owner = onTestFinished } = options;
  const world = createWorld();
  const requests: GraphRequestSeen[] = [];
  let rules: FaultRule[] = [];
  const holds = createHolds();

  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    requests.push({ method, url, headers, body });

    const held = holds.of(`${method} ${url}`);
    await held.pass('arrived');
    const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const fault = takeFault(`${method} ${url}`);
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs));
    if (fault !== undefined && doFault(fault, response, token)) return;

    const reply = await answerCall(world, {
      ...callOf(method, url, body),
      token,
      ca,
      verified: () => held.pass('verified'),
    });
    await held.pass('done');
    if (fault === 'lost') response.destroy();
    else response.writeHead(reply.status, { ...HEADERS, ...reply.headers }).end(written(reply.json));
    held.end();
  }

  function takeFault(asked: string): GraphFault | undefined {
    const rule = rules.find(({ left, on }) => left > 0 && on.test(asked));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.fault;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  owner(close);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    world,
    fail: (fault, { times = Number.POSITIVE_INFINITY, on = /./ } = {}) => void rules.push({ fault, left: times, on }),
    hold: holds.hold,
    mend: () => {
      rules = [];
    },
    deliver: (body, { phoneId = PHONE_ID, field = 'messages' } = {}) =>
      deliver(world, body, { phoneId, field, appId: APP_ID, ca }),
    close,
  };
}

const HEADERS = {
  'Content-Type': 'application/json; charset=UTF-8',
  'Facebook-Api-Version': 'v26.0',
  'X-Fb-Trace-Id': 'AbCdEfGhIjK',
};

/** What is asked for, wherever it stands: a POST that says `method=GET` is a GET, as Meta takes it. */
function callOf(method: string, url: string, body: string) {
  const { pathname, searchParams } = new URL(url, 'http://graph.example');
  const path = pathname.replace(/^\/v\d+\.\d+\//, '');
  const json = parsed(body);
  const form = json === undefined ? new URLSearchParams(body) : new URLSearchParams();
  const params = new URLSearchParams([...searchParams, ...form]);
  return { method: params.get('method')?.toUpperCase() ?? method, path, params, json: json ?? {} };
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
