import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { FakeTunnel } from './fake-tunnel.ts';
import { ACCESS_TOKEN, APP_ID, type GraphAnswering, PHONE_ID, WABA_ID } from './graph-answering.ts';
import { type ProgramOptions, runProgram } from './program.ts';
import { type Tunnelled, tunnelled } from './tunnelled.ts';

/** The world of a program that may ask the stand-in. */
export function graphEnv({ url }: Pick<GraphAnswering, 'url'>): Record<string, string> {
  return { WA_WEBHOOK_ACCESS_TOKEN: ACCESS_TOKEN, WA_WEBHOOK_GRAPH_URL: url };
}

/** `listen --override` for the number, through the tunnel host, once its public URL is proven. */
export function overriding(
  graph: GraphAnswering,
  host: FakeTunnel,
  flags: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<Tunnelled> {
  const way = ['--tunnel', 'localtunnel', '--tunnel-host', host.url.href];
  const places = flags.includes('--override') ? [] : ['--override', `phone:${PHONE_ID}`];
  return tunnelled([...way, ...places, ...flags], { ...options, env: { ...graphEnv(graph), ...options.env } });
}

/** The override of the number, as the stand-in remembers it. */
export function numberOverride({ world }: GraphAnswering): string | undefined {
  return world.phones.get(PHONE_ID)?.overrides.get(APP_ID)?.uri;
}

export function accountOverride({ world }: GraphAnswering): string | undefined {
  return world.accounts.get(WABA_ID)?.subscribed.get(APP_ID)?.uri;
}

export function setNumberOverride({ world }: GraphAnswering, uri: string | undefined, verifyToken = 'theirs'): void {
  const overrides = world.phones.get(PHONE_ID)?.overrides;
  if (uri === undefined) overrides?.delete(APP_ID);
  else overrides?.set(APP_ID, { uri, verifyToken });
}

/** The notes of what has to be put back. */
export function overrideNotes(cwd: string): readonly string[] {
  const folder = join(cwd, '.wa-webhook/overrides');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Any command that has nothing to do with overrides. */
export function nextStart(cwd: string, env: Readonly<Record<string, string>>) {
  return runProgram(['fixtures', 'list'], { cwd, env });
}

/** The access token stands in nothing that was printed or written. */
export function expectNoToken(cwd: string, ...printed: readonly string[]): void {
  const names = readdirSync(cwd, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const files = names.filter((name) => name.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  for (const text of [...texts, ...printed]) expect(text).not.toContain(ACCESS_TOKEN);
}
