import { resolve } from 'node:path';
import type { Source } from '../delivery/compose.ts';
import { CliError } from '../errors.ts';
import type { Stamped, WebhookReceived } from '../events.ts';
import type { Io } from '../io.ts';
import { findWebhook, parseWebhookName } from '../store/find-webhook.ts';
import { fixturesFor } from '../store/fixtures.ts';
import { keptWebhooks, rawBodyOf, signatureHeadersOf } from '../store/kept-webhooks.ts';
import { readSources } from './replay-sources.ts';

/** What the words stand for: fixtures, files, captures, webhooks of history, standard input. Throws when one is nothing. */
export async function readPayloads(words: readonly string[], io: Io, stateDir: string): Promise<Source[]> {
  const payloads: Source[] = [];
  for (const word of words) payloads.push(...(await readPayload(word, io, resolve(io.cwd, stateDir))));
  return payloads;
}

async function readPayload(word: string, io: Io, stateDir: string): Promise<Source[]> {
  const name = parseWebhookName(word);
  const isFixture = name !== undefined && (await fixturesFor(io.packageRoot, word)).length > 0;
  if (name !== undefined && !isFixture) {
    const webhook = await findWebhook(stateDir, name);
    if (webhook !== undefined) return [capturedSource(webhook.id, webhook)];
    // A file may be named like a number or an id; `last` says clearly what is meant, and so does `#12`.
    if (name.kind === 'last' || word.startsWith('#'))
      throw new CliError('webhook-unknown', notInHistory(word, stateDir));
  }

  const sources = await readSources([word], io).catch((error: unknown) => {
    const isUnknownId = name !== undefined && error instanceof CliError && error.code === 'fixture-unknown';
    throw isUnknownId ? new CliError('webhook-unknown', notInHistory(word, stateDir)) : error;
  });
  return sources.flatMap((source) => capturedIn(source) ?? [source]);
}

function notInHistory(word: string, stateDir: string): string {
  const what = word === 'last' ? 'no webhook' : `no webhook ${word}`;
  return `There is ${what} in the history of ${stateDir}.`;
}

/** The webhooks of a capture: the lines that `listen --json` prints and history holds. Undefined for any other text. */
function capturedIn({ what, rawBody }: Source): Source[] | undefined {
  const text = Buffer.from(rawBody).toString('utf8');
  const end = text.indexOf('\n');
  const first = end === -1 ? text : text.slice(0, end);
  // A laid-out body begins with a line that is no JSON, and to make an error of that takes longer than to look.
  if (!first.includes('"type"') || !isEventLine(parsed(first))) return undefined;

  // The last line of a session that was killed may be a half one.
  const lines = text.split('\n').map(parsed);
  const webhooks = keptWebhooks(lines).map((event) => capturedSource(`${what} ${event.id}`, event));
  if (webhooks.length > 0) return webhooks;
  throw new CliError('input-unreadable', `There is no webhook.received line in ${what}.`, {
    hint: 'A capture is what listen --json prints.',
  });
}

function capturedSource(what: string, event: Stamped<WebhookReceived>): Source {
  return { what, rawBody: rawBodyOf(event), capturedSignature: signatureHeadersOf(event) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Every event has these, and no webhook has. */
function isEventLine(line: unknown): boolean {
  if (typeof line !== 'object' || line === null || !('type' in line && 'at' in line && 'v' in line)) return false;
  return typeof line.type === 'string' && /^[a-z]+\.[a-z]+$/.test(line.type);
}
