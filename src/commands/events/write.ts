import type { Output } from '../../io.ts';

/** Writes the parts one behind the other; settles when the reader can take more, so that a slow one fills no memory. */
export async function write(output: Output, ...parts: readonly (string | Uint8Array)[]): Promise<void> {
  const chunk = parts.every((part) => typeof part === 'string')
    ? parts.join('')
    : Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  if (output.write(chunk)) return;
  await new Promise<void>((resolve) => output.write('', () => resolve()));
}
