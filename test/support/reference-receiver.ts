import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export const TOKEN = 'green light & more+';
export const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

/** One request of a webhook, and what is known of it so far. */
export interface Taken {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly rawBody: Buffer;
  readonly text: string;
  /** Undefined for what is no JSON. */
  readonly payload: unknown;
  readonly signature: string | undefined;
  readonly response: ServerResponse;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The decisions of a receiver, each replaceable: a broken variant replaces one. */
export interface Behaviour {
  readonly handshake: (taken: Taken) => Answer | 'drop' | Promise<Answer | 'drop'>;
  /** Is the signature right? */
  readonly isSigned: (taken: Taken) => boolean;
  readonly maxBodyBytes: number;
  /** After the signature: what the webhook is answered. */
  readonly take: (taken: Taken) => Answer | 'drop' | Promise<Answer | 'drop'>;
  /** Before anything is read: true when it has taken care of the request. */
  readonly before: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What the app does with each message; `seen` tells whether this id came before. */
  readonly react: (taken: Taken, app: App) => Promise<void>;
}

export interface App {
  readonly graphUrl: string;
  /** Ids of messages that came before; adds this one. */
  readonly isNew: (id: string) => boolean;
  readonly reply: (to: string) => Promise<void>;
}

/** As Meta asks for it: the receiver that every case has to pass. */
export const reference: Behaviour = {
  handshake: ({ url }) => {
    const one = (name: string) => {
      const values = url.searchParams.getAll(name);
      return values.length === 1 ? values[0] : undefined;
    };
    const challenge = one('hub.challenge');
    const isRight = one('hub.mode') === 'subscribe' && one('hub.verify_token') === TOKEN && challenge !== undefined;
    return isRight ? { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge } : { status: 403 };
  },
  isSigned: ({ rawBody, signature }) => isSignedWith(rawBody, signature, SECRET),
  maxBodyBytes: 3 * 1024 * 1024,
  take: ({ payload }) => ({ status: typeof payload === 'object' && payload !== null ? 200 : 400 }),
  before: () => false,
  react: async ({ payload }, app) => {
    for (const { id, from } of messagesIn(payload)) if (app.isNew(id)) await app.reply(from);
  },
};

export function isSignedWith(rawBody: Uint8Array, signature: string | undefined, secret: string): boolean {
  if (signature === undefined || !/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const right = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(signature.slice('sha256='.length), 'hex'), right);
}

export function messagesIn(payload: unknown): { id: string; from: string }[] {
  return partsIn(payload, 'messages').map(({ id, from }) => ({ id: String(id), from: String(from) }));
}

/** The members of this list in every value of every change, whatever the payload is. */
export function partsIn(payload: unknown, list: string): Record<string, unknown>[] {
  return each(payload, 'entry')
    .flatMap((entry) => each(entry, 'changes'))
    .flatMap((change) => each(part(change, 'value'), list));
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function each(value: unknown, key: string): Record<string, unknown>[] {
  const members = part(value, key);
  return Array.isArray(members) ? members.filter((member) => typeof member === 'object' && member !== null) : [];
}

export interface ReceiverOptions {
  readonly behaviour?: Partial<Behaviour>;
  readonly graphUrl?: string;
}

/** A server that does as told. Whoever starts it listens and closes. */
export function createReceiver({ behaviour = {}, graphUrl = '' }: ReceiverOptions = {}): Server {
  const does = { ...reference, ...behaviour };
  const seen = new Set<string>();
  const app: App = {
    graphUrl,
    isNew: (id) => !seen.has(id) && seen.add(id) !== undefined,
    reply: async (to) => {
      const body = JSON.stringify({ messaging_product: 'whatsapp', to, type: 'text', text: { body: 'Hello' } });
      await fetch(`${graphUrl}/v23.0/200000000000002/messages`, { method: 'POST', body }).catch(() => undefined);
    },
  };

  return createServer((request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    if (does.before(request, response)) return;
    void answer(request, response, does, app).catch(() => write(response, { status: 500 }));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, does: Behaviour, app: App): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://receiver.invalid');
  const rawBody = await read(request, does.maxBodyBytes);
  if (rawBody === undefined) return write(response, { status: 413 });

  const text = rawBody.toString('utf8');
  const signature = request.headers['x-hub-signature-256']?.toString();
  const taken: Taken = { request, url, rawBody, text, payload: parsed(text), signature, response };
  if (request.method === 'GET') return write(response, await does.handshake(taken));
  if (!does.isSigned(taken)) return write(response, { status: 401 });
  write(response, await does.take(taken));
  if (app.graphUrl !== '') await does.react(taken, app);
}

/** The whole body, read to its end also when it is too large, so that the connection stays good. */
async function read(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes <= maxBytes) chunks.push(chunk);
  }
  return sizeBytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

function write(response: ServerResponse, answered: Answer | 'drop'): void {
  if (answered === 'drop' || response.headersSent) return void response.destroy();
  response.writeHead(answered.status, { ...answered.headers }).end(answered.body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
