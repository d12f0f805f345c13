import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Debian keeps servers and firewalls where a user's path does not look. */
export const PEER_ENV: NodeJS.ProcessEnv = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** Some peers exit with 1 when asked for their version, so only their absence counts. */
function isMissing(program: string): boolean {
  return spawnSync(program, ['--version'], { env: PEER_ENV }).error !== undefined;
}

/** For `describe.skipIf` and the name of what is skipped. */
export function needsPrograms(...programs: readonly string[]): { readonly skip: boolean; readonly note: string } {
  const missing = programs.filter(isMissing).map((program) => `Debian's ${program} is missing`);
  return { skip: missing.length > 0, note: missing.length > 0 ? ` (skipped: ${missing.join(', ')})` : '' };
}

/** A network namespace of its own: what is loaded there is gone with it, and the machine's rules stay untouched. */
const NAMESPACE = process.getuid?.() === 0 ? ['unshare', '-n'] : ['unshare', '-rn'];

export const canIsolate =
  spawnSync(NAMESPACE[0] ?? '', [...NAMESPACE.slice(1), 'true'], { env: PEER_ENV }).status === 0;

export interface PeerOptions {
  readonly cwd: string;
  readonly stdin?: string;
  /** In a network namespace of its own. */
  readonly isIsolated?: boolean;
}

/** Runs a peer to its end. */
export async function runPeer(command: readonly string[], { cwd, stdin = '', isIsolated = false }: PeerOptions) {
  const [program = '', ...args] = isIsolated ? [...NAMESPACE, ...command] : command;
  const child = spawn(program, args, { cwd, env: { ...PEER_ENV, HOME: cwd } });
  child.stdin.on('error', () => {}); // It may end without having read anything.
  child.stdin.end(stdin);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject)),
  ]);
  return { code, out, err };
}

/** Debian's place for the modules of Apache. */
export function apacheModules(...names: readonly string[]): string[] {
  return names.map((name) => `LoadModule ${name}_module ${join('/usr/lib/apache2/modules', `mod_${name}.so`)}`);
}
