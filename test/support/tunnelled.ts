import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { APP_SECRET, bodyOf, historyLines, signatureOf, textMessage } from './listening.ts';
import { type Program, type ProgramOptions, startProgram } from './program.ts';
import { until } from './until.ts';
import { visitPublicUrl } from './visit-public-url.ts';

export interface Tunnelled extends Program {
  readonly publicUrl: URL;
  readonly localUrl: string;
}

/** The built `listen --json` with these flags for its tunnel, once the public URL is proven. */
export async function tunnelled(flags: readonly string[], options: ProgramOptions = {}): Promise<Tunnelled> {
  const common = ['--json', '--port', '0', '--app-secret', APP_SECRET];
  const program = startProgram(['listen', ...common, ...flags], options);
  const { publicUrl, localUrl } = await program.next('receiver.ready');
  if (publicUrl === null) throw new Error(`It has no public URL:\n${program.out()}${program.err()}`);
  return { ...program, publicUrl: new URL(String(publicUrl)), localUrl: String(localUrl) };
}

/** A webhook from the internet, signed as Meta's are. */
export function deliver(url: URL, body: string, ca?: string, more: Readonly<Record<string, string>> = {}) {
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(body), ...more };
  return visitPublicUrl(url, { method: 'POST', headers, body: Buffer.from(body), ...(ca === undefined ? {} : { ca }) });
}

/** Of so many bytes or a few less, in letters of one to four bytes. */
export function longMessage(id: string, sizeBytes: number): string {
  const letters = 'aß€👋🏽 привет 日本 ';
  const room = sizeBytes - Buffer.byteLength(textMessage(id, ''));
  return textMessage(id, letters.repeat(Math.floor(room / Buffer.byteLength(letters))));
}

export const MAX_BYTES = 3 * 1024 * 1024;

/** 3 MB, whole and in pieces, twenty at once, and one who asks before it sends: what history holds is what was sent, to the byte, and each signature is true. */
export async function expectBytesToPass({ publicUrl, cwd }: Tunnelled, ca?: string): Promise<void> {
  const bodies = [longMessage('wamid.large', MAX_BYTES)];
  expect((await deliver(publicUrl, bodies[0] ?? '', ca)).status).toBe(200);

  const many = Array.from({ length: 20 }, (_, n) => longMessage(`wamid.${n}`, 70_000 + n));
  const answers = await Promise.all(many.map((body) => deliver(publicUrl, body, ca)));
  expect(answers.map(({ status }) => status)).toEqual(many.map(() => 200));
  bodies.push(...many);

  const inPieces = { 'transfer-encoding': 'chunked' };
  const inPiecesBody = longMessage('wamid.pieces', MAX_BYTES);
  expect((await deliver(publicUrl, inPiecesBody, ca, inPieces)).status).toBe(200);
  const asking = longMessage('wamid.asking', 100_000);
  expect((await deliver(publicUrl, asking, ca, { expect: '100-continue' })).status).toBe(200);
  bodies.push(inPiecesBody, asking);

  const received = webhooksIn(cwd);
  expect(received.map(({ signature }) => signature)).toEqual(bodies.map(() => ({ state: 'valid' })));
  expect(received.map((line) => sha256(bodyOf(line))).sort()).toEqual(bodies.map(sha256).sort());
}

/** As {@link expectBytesToPass}, one after the other and again after a failure as Meta does it, through what drops some. */
export async function expectBytesToPassAtLast({ publicUrl, cwd }: Tunnelled): Promise<void> {
  const bodies = [longMessage('wamid.large', MAX_BYTES), longMessage('wamid.small', 5_000)];
  for (const body of bodies) {
    const status = () => deliver(publicUrl, body).then((answer) => answer.status, String);
    await until(async () => (await status()) === 200, 'the answer 200');
  }
  const received = webhooksIn(cwd);
  expect(new Set(received.map((line) => sha256(bodyOf(line))))).toEqual(new Set(bodies.map(sha256)));
  expect(received.map(({ signature }) => signature)).toEqual(received.map(() => ({ state: 'valid' })));
}

function webhooksIn(cwd: string) {
  return historyLines(cwd).filter(({ type }) => type === 'webhook.received');
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
