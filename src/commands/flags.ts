import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationOf, MAX_TIMER_MS, sizeOf } from '../delivery/units.ts';
import { CliError } from '../errors.ts';
import { type Assignment, parseAssignment } from '../webhook/set-path.ts';

/** Flags that every command has. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly stateDir: string;
}

export function addCommonFlags(command: Command): Command {
  return command
    .option('--json', 'print JSON lines, for programs')
    .option('--color', 'use colour even where there is no terminal')
    .option('--no-color', 'use no colour')
    .option('--state-dir <folder>', 'where history, verify token and lists are kept', '.wa-webhook')
    .option('--env-file <file>', 'read WA_WEBHOOK_… settings from this file too');
}

export interface SecretFlags {
  readonly appSecret?: string;
  readonly appSecretFile?: string;
}

export function addSecretFlags(command: Command): Command {
  return command
    .option('--app-secret <secret>', 'app secret; better in WA_WEBHOOK_APP_SECRET or in a file')
    .option('--app-secret-file <file>', 'file that holds the app secret');
}

export interface TlsFlags {
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
}

/** For commands that send to an https endpoint; `readTls` makes of them what a delivery takes. */
export function addTlsFlags(command: Command): Command {
  return command
    .option('--client-cert <file>', 'certificate to appear with, as Meta does when mTLS is on (PEM)')
    .option('--client-key <file>', 'its key (PEM)')
    .option('--ca <file>', 'trust certificates of this authority too (PEM)')
    .option('--insecure', 'take any certificate, for an https endpoint of your own');
}

export function choice<T extends string>(flags: string, description: string, values: readonly T[]): Option {
  return new Option(flags, description).choices(values);
}

/** An option whose default stands in the help as a person would type it. */
export function parsed<T>(flags: string, description: string, parse: (text: string) => T, defaultText: string): Option {
  return new Option(flags, description).argParser(parse).default(parse(defaultText), defaultText);
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It takes a port number from 0 (any free one) to 65535.');
  return port;
}

export function parseCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(count)) throw new InvalidArgumentError('It takes a whole number from 0 to 9999999.');
  return count;
}

/** A count that nothing would come of if it were 0. */
export function parseAmount(text: string): number {
  const amount = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (amount === 0) throw new InvalidArgumentError('It takes a whole number from 1 to 9999999.');
  return amount;
}

/** `3mb`, `64kb`, `1500`: powers of 1024, any case. */
export function parseSize(text: string): number {
  const bytes = sizeOf(text);
  if (bytes === undefined) throw new InvalidArgumentError('It takes a size like 3mb, 64kb or 1500.');
  return bytes;
}

/** `10s`, `7d`, `500ms`, in milliseconds; a bare number counts seconds. */
export function parseDuration(text: string): number {
  const ms = durationOf(text);
  if (ms === undefined || ms > MAX_TIMER_MS) throw new InvalidArgumentError('It takes a time like 10s, 500ms or 7d.');
  return ms;
}

/** `1000x` or `1000`. */
export function parseSpeed(text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)x?$/i.exec(text) ?? [];
  const speed = Number(number);
  if (!(speed > 0)) throw new InvalidArgumentError('It takes a factor above 0 like 1000x.');
  return speed;
}

/** An http or https URL, as text that `URL` takes. */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.username + url.password !== '') {
    // Not Commander's own refusal: that one quotes what was given.
    throw new CliError('wrong-usage', 'A URL takes no user and password here: URLs are shown and kept.', {
      hint: "Send them as a header: --header 'Authorization: Basic …'",
    });
  }
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;

  const isHostOnly = /^[\w.-]+(?::\d+)?(?:\/.*)?$/.test(text);
  throw new InvalidArgumentError(`It takes an http or https URL${isHostOnly ? `, like http://${text}` : ''}.`);
}

/** A URL path without query: what is compared with the request's. */
export function parsePath(text: string): string {
  if (/^\/[\w./~-]*$/.test(text)) return text;
  throw new InvalidArgumentError('It takes a path like /webhook, of letters, digits and . _ ~ - /.');
}

/** `K: V`, collected as pairs. */
export function collectHeader(text: string, previous: readonly [string, string][] | undefined): [string, string][] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError("It takes a header like 'X-Team: blue'.");
  return [...(previous ?? []), [name, value]];
}

/** The name of a header, in lower case as Node gives it. */
export function parseHeaderName(text: string): string {
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It takes the name of a header, like X-Forwarded-For.');
}

/** An HTTP status that can answer a request. */
export function parseStatus(text: string): number {
  if (/^[2-5]\d\d$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a status from 200 to 599.');
}

/** `path=value`, collected. */
export function collectAssignment(text: string, previous: readonly Assignment[] | undefined): Assignment[] {
  const assignment = parseAssignment(text);
  if (assignment === undefined)
    throw new InvalidArgumentError('It takes a path and a value, like /entry/0/id=7 or entry[0].id=7.');
  return [...(previous ?? []), assignment];
}

/** Any text, collected. */
export function collectText(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), text];
}
