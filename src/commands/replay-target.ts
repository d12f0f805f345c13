import { resolve } from 'node:path';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { findListener } from '../store/running-listener.ts';

/** Where a command that is only printed sends when nothing says where. */
export const EXAMPLE_TARGET = new URL('http://127.0.0.1:8090/webhook');

/**
 * Where to send: `--to`, else what the running `listen` of this folder forwards to, else that `listen` itself, else
 * `fallback`. Throws `no-target` when there is none of them.
 */
export async function findTarget(
  flags: { readonly to?: URL; readonly stateDir: string },
  io: Io,
  fallback: URL | undefined,
): Promise<URL> {
  if (flags.to !== undefined) return flags.to;

  const listener = await findListener(resolve(io.cwd, flags.stateDir), io.isRunning);
  const target = listener?.forwardTo[0] ?? listener?.url;
  if (target !== undefined && URL.canParse(target)) return new URL(target);
  if (fallback !== undefined) return fallback;
  throw new CliError('no-target', 'Nothing says where to send: there is no --to, and no listen runs in this folder.');
}
