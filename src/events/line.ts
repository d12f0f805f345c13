import type { Stamped } from '../events.ts';

/** The JSON line of an event in bytes, with its newline. Made once: a 3 MB body goes to history and to stdout from the same memory. */
export function toLine(event: Stamped): Uint8Array {
  const known = recentLines.get(event) ?? earlierLines.get(event) ?? largeLines.get(event);
  if (known !== undefined) return known;

  const line = lineOf(event);
  remember(event, line);
  return line;
}

/**
 * The readers ask one soon after the other. A WeakMap for all of them would cost a flood more than it saves, since each
 * collection of garbage walks through it.
 */
let recentLines = new Map<Stamped, Uint8Array>();
let earlierLines = new Map<Stamped, Uint8Array>();
const largeLines = new WeakMap<Stamped, Uint8Array>();

const MAX_RECENT = 64;
const LARGE_BYTES = 16 * 1024;

function remember(event: Stamped, line: Uint8Array): void {
  if (line.byteLength > LARGE_BYTES) {
    largeLines.set(event, line);
    return;
  }
  if (recentLines.size >= MAX_RECENT) [recentLines, earlierLines] = [new Map(), recentLines];
  recentLines.set(event, line);
}

function lineOf(event: Stamped): Uint8Array {
  if ('body' in event && Object.keys(event).at(-1) === 'body') return lineWithBody(event);
  return encoded([JSON.stringify(event), '\n']);
}

/**
 * A body, which Meta writes in ASCII, is put into JSON on its own where it stands last, as it does in what we receive:
 * beside a summary with an emoji each of its characters would take two bytes on the way, and twice as long.
 */
function lineWithBody({ body, ...head }: Stamped & { readonly body?: unknown }): Uint8Array {
  const headText = JSON.stringify(head);
  return encoded([headText.slice(0, -1), ',"body":', JSON.stringify(body), '}\n']);
}

/** Lines that are made one after the other stand so in memory too, and are written as one piece without being copied. */
const SHARED_BYTES = 64 * 1024;
let shared = Buffer.alloc(0);
let used = 0;

/** The parts are not joined as text, which would copy them once more. */
function encoded(parts: readonly string[]): Uint8Array {
  let units = 0;
  for (const part of parts) units += part.length;
  // No character of UTF-16 takes more than three bytes.
  const mostBytes = units * 3;
  if (mostBytes > SHARED_BYTES / 4) return encodedAlone(parts);

  if (used + mostBytes > shared.byteLength) {
    shared = Buffer.allocUnsafeSlow(SHARED_BYTES);
    used = 0;
  }
  const from = used;
  for (const part of parts) used += shared.write(part, used, 'utf8');
  return shared.subarray(from, used);
}

function encodedAlone(parts: readonly string[]): Uint8Array {
  const sizes = parts.map((part) => Buffer.byteLength(part));
  const line = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  for (const [n, part] of parts.entries()) {
    // As ASCII it is copied, and not looked at character by character.
    end += line.write(part, end, sizes[n] === part.length ? 'latin1' : 'utf8');
  }
  return line;
}
