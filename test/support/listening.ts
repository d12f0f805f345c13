import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonLine, type Program, type ProgramOptions, parseLine, startProgram } from './program.ts';

export const APP_SECRET = '5f3b0c77a1e94d2c8b6a0e1d2f3c4b5a';

export interface Listening extends Program {
  /** Local, with the webhook's path. */
  readonly url: string;
  readonly port: number;
  readonly verifyToken: string;
}

/** The built `listen --json` on a free port, ready, without a tunnel; signatures are checked with {@link APP_SECRET}. */
export async function listening(args: readonly string[] = [], options: ProgramOptions = {}): Promise<Listening> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const flags = ['--json', '--no-tunnel', '--app-secret', APP_SECRET];
  const program = startProgram(['listen', ...flags, ...port, ...args], options);
  const { localUrl, verifyToken } = await program.next('receiver.ready');
  const url = String(localUrl);
  return { ...program, url, port: Number(new URL(url).port), verifyToken: String(verifyToken) };
}

/** The plain text `listen`, once it says that it is ready. */
export const READY = /^[\d:]{8} ready · .* (http:\S+) · verify token (\S+)$/m;

/** Computed here and not with the program's own code: the two must agree. */
export function signatureOf(rawBody: Uint8Array | string, appSecret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
}

export function post(
  url: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const rawBody = Buffer.from(body);
  const signed = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(rawBody) };
  return fetch(url, { method: 'POST', headers: { ...signed, ...headers }, body: rawBody });
}

/** A text message with this id, as Meta sends one. */
export function textMessage(id: string, text = 'Hallo, wann öffnet ihr?'): string {
  const message = { from: '16505551234', id, timestamp: '1767225600', type: 'text', text: { body: text } };
  const contacts = [{ profile: { name: 'Ada' }, wa_id: '16505551234' }];
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages: [message] };
  const entry = [{ id: '102290129340398', changes: [{ value, field: 'messages' }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

export function historyFiles(cwd: string): string[] {
  const folder = join(cwd, '.wa-webhook/history');
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** The text of all sessions, oldest first. */
export function historyText(cwd: string): string {
  return historyFiles(cwd)
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

export function historyLines(cwd: string): JsonLine[] {
  return historyText(cwd)
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
}

/** The exact bytes that a line holds (product.md: `body` or `bodyBase64`, never both). */
export function bodyOf({ body, bodyBase64 }: JsonLine): Buffer {
  if (typeof body === 'string' && bodyBase64 === undefined) return Buffer.from(body, 'utf8');
  if (typeof bodyBase64 === 'string' && body === undefined) return Buffer.from(bodyBase64, 'base64');
  throw new Error('A body is either text or Base64.');
}
