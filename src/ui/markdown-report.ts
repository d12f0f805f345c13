import type { Stamped, WebhookReceived } from '../events.ts';
import type { Explanation } from '../webhook/explain.ts';
import type { JsonObject } from '../webhook/json-view.ts';
import { layOutJson } from '../webhook/lay-out-json.ts';
import { becameOf } from './text-became.ts';
import { signatureWords } from './text-events.ts';
import { count } from './text-line.ts';

export interface Reported {
  readonly event: Stamped<WebhookReceived>;
  /** What became of it. */
  readonly about: readonly JsonObject[];
  readonly bodyText: string;
  /** Undefined where the body is no JSON. */
  readonly explanation: Explanation | undefined;
  readonly version: string;
}

const MAX_LINES = 50;

/** A body beyond this is not read in an issue, and most places refuse it. */
const MAX_BODY_CHARACTERS = 40_000;

/** One webhook as Markdown, for an issue: what it says, how it came, its body. What could let somebody in is left out. */
export function markdownReport({ event, about, bodyText, explanation, version }: Reported): string {
  const became = about.flatMap((line) => becameOf(line, Date.parse(event.at)) ?? []);
  const findings = explanation?.findings.map(({ sentence }) => sentence) ?? ['The body is not JSON.'];
  return [
    `## Webhook ${code(event.id)}`,
    '',
    `- received ${event.at}, ${count(event.sizeBytes, 'byte')}`,
    `- ${plain(signatureWords(event.signature))}`,
    ...(event.duplicateOf === undefined ? [] : [`- the same as ${code(event.duplicateOf)} before it`]),
    ...became.slice(0, MAX_LINES).map(({ words }) => `- ${plain(words)}`),
    `- wa-webhook ${version}`,
    '',
    ...section('What it says', 'text', says(event)),
    ...(findings.length === 0 ? [] : section('What differs from the documentation', 'text', findings)),
    ...section('Request', 'http', [`${event.method} ${event.path}`, ...headerLines(event.headers)]),
    ...section('Body', 'json', [cut(layOutJson(bodyText))]),
  ].join('\n');
}

function says({ notifications, sizeBytes }: Stamped<WebhookReceived>): readonly string[] {
  if (notifications.length === 0) return [`nothing that WhatsApp documents, ${count(sizeBytes, 'byte')}`];
  return notifications.map(({ field, summary }) => `${field}: ${summary}`);
}

/** In a fence that nothing in it can close. */
function section(title: string, language: string, lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MAX_LINES);
  const left = lines.length - shown.length;
  const text = [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`### ${title}`, '', `${fence}${language}`, text, fence, ''];
}

const LETS_IN = /authorization|cookie|token|secret|password|api-?key|credential/i;

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => {
    if (LETS_IN.test(name)) return `${name}: (left out)`;
    // Enough to compare, too little to guess a secret by.
    return /^x-hub-signature/i.test(name) ? `${name}: ${value.slice(0, 15)}…` : `${name}: ${value}`;
  });
}

function cut(text: string): string {
  if (text.length <= MAX_BODY_CHARACTERS) return text;
  return `${text.slice(0, MAX_BODY_CHARACTERS)}\n… and ${count(text.length - MAX_BODY_CHARACTERS, 'character')} more`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** Signs that Markdown or HTML would take for theirs. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|~]/g, '\\$&');
}
