import type { SentCall } from './effects.ts';

export interface GraphCall {
  readonly method: string;
  readonly path: string;
  readonly rawBody: Uint8Array;
  /** Of the stand-in itself, for URLs in its answers. */
  readonly base: string;
  readonly random: (sizeBytes: number) => Uint8Array;
}

export interface GraphAnswer {
  readonly call: Pick<SentCall, 'kind' | 'to'>;
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

/** A picture of one pixel, for who downloads the media of a message. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** What the Graph API answers to the calls that a webhook handler makes. PURE but for the random ids. */
export function answerGraph({ method, path, rawBody, base, random }: GraphCall): GraphAnswer {
  const [, ...parts] = (path.split('?')[0] ?? '').split('/');
  const [id = '', edge] = /^v\d+(?:\.\d+)?$/.test(parts[0] ?? '') ? parts.slice(1) : parts;

  if (method === 'GET' && id === 'media-bytes')
    return { call: { kind: 'media' }, status: 200, type: 'image/png', body: PIXEL };
  if (method === 'POST' && edge === 'messages') return answerMessage(rawBody, random);
  if (method === 'POST' && edge === 'media') return json('media', { id: digits(random) });
  if (method === 'GET' && edge === undefined && /^\d+$/.test(id)) return json('media', mediaOf(id, base));
  if (method === 'DELETE' && edge === undefined && /^\d+$/.test(id)) return json('media', { success: true });
  return refusal(`Unsupported ${method.toLowerCase()} request: the stand-in knows messages and media.`, 'other');
}

function answerMessage(rawBody: Uint8Array, random: GraphCall['random']): GraphAnswer {
  const message = parsed(rawBody);
  if (message === undefined) return refusal('The parameter messaging_product is required.', 'other');
  // Marks an incoming message as read, and may show the typing indicator.
  if (message['status'] === 'read') return json('read', { success: true });

  const to = textOf(message['to']) ?? textOf(message['recipient']);
  if (to === undefined) return refusal('The parameter to is required.', 'other');
  const wamid = `wamid.${Buffer.from(random(36)).toString('base64url').toUpperCase()}`;
  const answer = {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to.replace(/\D/g, '') }],
    messages: [{ id: wamid }],
  };
  return { ...json('message', answer), call: { kind: 'message', to } };
}

function mediaOf(id: string, base: string): object {
  const url = `${base}/media-bytes/${id}`;
  return { url, mime_type: 'image/png', sha256: '', file_size: PIXEL.byteLength, id, messaging_product: 'whatsapp' };
}

function json(kind: SentCall['kind'], value: unknown, status = 200): GraphAnswer {
  return { call: { kind }, status, type: 'application/json; charset=UTF-8', body: Buffer.from(JSON.stringify(value)) };
}

function refusal(message: string, kind: SentCall['kind']): GraphAnswer {
  return json(
    kind,
    { error: { message: `(#100) ${message}`, type: 'OAuthException', code: 100, fbtrace_id: 'AwaWebhookCheck' } },
    400,
  );
}

function parsed(rawBody: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(rawBody).toString('utf8'));
    // Checked: an object of JSON.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Some libraries send a form; its names are the same.
    const form = Object.fromEntries(new URLSearchParams(Buffer.from(rawBody).toString('utf8')));
    return 'messaging_product' in form ? form : undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function digits(random: GraphCall['random']): string {
  return String(100_000_000_000_000 + (Buffer.from(random(6)).readUIntBE(0, 6) % 900_000_000_000_000));
}
