import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../src/cli.ts';
import { type FakeIoOptions, fakeIo } from './fake-io.ts';
import { routeObject, type WhoisAnswering, type WhoisOptions, whoisAnswer, whoisAnswering } from './whois-answering.ts';

/** What the servers of these tests know: four registrations that collapse to three. */
const registered = ['157.240.100.0/24', '157.240.2.128/25', '2a03:2880::/32', '157.240.2.0/25'];

export const answer = whoisAnswer(registered.map((prefix) => routeObject(prefix)));

/** Runs `ips refresh` in a world of its own. */
export async function refresh(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo(options);
  const code = await run(['ips', 'refresh', ...args], io);
  return { code, out: out(), err: err(), cwd: io.cwd };
}

/** A server that the test need not close. */
export async function startServer(options: WhoisOptions = {}): Promise<WhoisAnswering> {
  const server = await whoisAnswering(registered, options);
  onTestFinished(server.close);
  return server;
}

export async function folderWithKeptList(): Promise<string> {
  return (await refresh(['--input', '-'], { stdin: answer })).cwd;
}

export function keptText(cwd: string): Promise<string> {
  return readFile(join(cwd, '.wa-webhook', 'ips', 'as32934.json'), 'utf8');
}

export async function keptPrefixes(cwd: string): Promise<readonly string[]> {
  const kept = JSON.parse(await keptText(cwd)) as { readonly prefixes: readonly { readonly prefix: string }[] };
  return kept.prefixes.map(({ prefix }) => prefix);
}
