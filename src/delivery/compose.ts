import type { Freshen } from '../webhook/freshen.ts';
import { grow } from '../webhook/grow.ts';
import { type Identity, withIdentity } from '../webhook/identity.ts';
import { type Escape, encode } from '../webhook/meta-json.ts';
import { parseBody } from '../webhook/payload.ts';
import type { PlannedBody } from './plan.ts';

/** One thing to send, as it was found: a fixture, a file, standard input. */
export interface Source {
  readonly what: string;
  readonly rawBody: Uint8Array;
}

export interface ComposeOptions {
  /** Undefined leaves the users named as they are. */
  readonly identity?: Identity | undefined;
  /** Undefined keeps ids and times as they are. */
  readonly freshen: Freshen | undefined;
  readonly escaping: Escape;
  readonly sizeBytes: number | undefined;
  readonly maxBytes: number;
}

export type Composed =
  | { readonly ok: true; readonly planned: PlannedBody }
  | {
      readonly ok: false;
      readonly fault: 'not-json' | 'too-large' | 'too-deep' | 'cannot-grow';
      readonly reason: string;
    };

/** The exact bytes to send: users named as wanted, fresh ids and times, the wanted size, written as Meta writes. */
export function compose({ what, rawBody }: Source, options: ComposeOptions): Composed {
  const parsed = parseBody(rawBody);
  if (!parsed.ok) return { ok: false, fault: 'not-json', reason: parsed.reason };

  try {
    const written = write(parsed.value, parsed.text, options);
    if (!written.ok) return { ok: false, fault: 'cannot-grow', reason: written.reason };
    if (written.rawBody.byteLength > options.maxBytes) {
      return { ok: false, fault: 'too-large', reason: `it has ${written.rawBody.byteLength} bytes` };
    }
    return { ok: true, planned: { what, rawBody: written.rawBody } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, fault: 'too-deep', reason: 'it is nested too deep to be written anew' };
  }
}

type Written = { readonly ok: true; readonly rawBody: Uint8Array } | { readonly ok: false; readonly reason: string };

function write(value: unknown, text: string, { identity, freshen, escaping, sizeBytes }: ComposeOptions): Written {
  const seen = identity === undefined ? value : withIdentity(value, identity);
  const payload = freshen === undefined ? seen : freshen(seen);
  if (sizeBytes !== undefined) {
    const growth = grow(payload, sizeBytes, (tree) => encode(tree, escaping));
    return growth.ok ? { ok: true, rawBody: encode(growth.payload, escaping) } : growth;
  }

  const isKept = identity === undefined && freshen === undefined && isOneLine(text);
  return { ok: true, rawBody: isKept ? Buffer.from(text, 'utf8') : encode(payload, escaping) };
}

/** A body as it is on the wire is one line; what is laid out to be read is not, and is written anew. */
function isOneLine(text: string): boolean {
  return !text.includes('\n');
}
