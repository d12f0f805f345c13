import { resolve } from 'node:path';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { findListener } from '../store/running-listener.ts';

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
