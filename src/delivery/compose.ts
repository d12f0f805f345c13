import type { Freshener } from '../webhook/freshen.ts';
import { grow } from '../webhook/grow.ts';
import { type Identity, withIdentity } from '../webhook/identity.ts';
import { type Escape, encode } from '../webhook/meta-json.ts';
import { parseBody } from '../webhook/payload.ts';
import { type Assignment, setPath } from '../webhook/set-path.ts';
import type { PlannedBody } from './plan.ts';

/** One thing to send, as it was found: a fixture, a file, standard input, a webhook of a capture. */
export interface Source {
  readonly what: string;
  readonly rawBody: Uint8Array;
  /** There for a webhook that came once, whose bytes stay: its signature, as headers (name, value, name, value). */
  readonly capturedSignature?: readonly string[];
}

export interface ShapeOptions {
  /** Undefined leaves the users named as they are. */
  readonly identity?: Identity | undefined;
  /** Undefined keeps ids and times as they are. */
  readonly freshener: Freshener | undefined;
  /** Values to put into the payload after all else, so that they are what was asked for. */
  readonly assignments?: readonly Assignment[];
}

export interface WriteOptions {
  readonly escaping: Escape;
  readonly sizeBytes: number | undefined;
  readonly maxBytes: number;
}

/** What is to be sent, not yet written. */
export interface Shaped {
  readonly what: string;
  readonly payload: unknown;
  /** The bytes that it was found in, while they still say the same: to be sent as they are. */
  readonly keptBytes?: Uint8Array | undefined;
  readonly capturedSignature?: readonly string[] | undefined;
}

export interface ComposeFault {
  readonly ok: false;
  readonly fault: 'not-json' | 'too-large' | 'too-deep' | 'cannot-grow' | 'cannot-set';
  readonly what: string;
  readonly reason: string;
}

export type Composed<T> = { readonly ok: true; readonly made: T } | ComposeFault;

/** The payload to send: users named as wanted, fresh ids and times, the values asked for. What came once stays as it came. */
export function shape(source: Source, { identity, freshener, assignments = [] }: ShapeOptions): Composed<Shaped> {
  const { what, rawBody, capturedSignature } = source;
  if (capturedSignature !== undefined) {
    return { ok: true, made: { what, payload: undefined, keptBytes: rawBody, capturedSignature } };
  }
  const parsed = parseBody(rawBody);
  if (!parsed.ok) return { ok: false, fault: 'not-json', what, reason: parsed.reason };

  return unlessTooDeep(what, () => {
    const seen = identity === undefined ? parsed.value : withIdentity(parsed.value, identity);
    let payload = freshener === undefined ? seen : freshener.freshen(seen);
    for (const assignment of assignments) {
      const set = setPath(payload, assignment);
      if (!set.ok) {
        const reason = `${assignment.pathText} leads nowhere, since ${set.reason}`;
        return { ok: false, fault: 'cannot-set', what, reason };
      }
      payload = set.payload;
    }

    const isSame = identity === undefined && freshener === undefined && assignments.length === 0;
    const keptBytes = isSame && isOneLine(parsed.text) ? Buffer.from(parsed.text, 'utf8') : undefined;
    return { ok: true, made: { what, payload, keptBytes } };
  });
}

/** The bytes of a payload, in the wanted size, as Meta writes it. */
export function write(shaped: Shaped, { escaping, sizeBytes, maxBytes }: WriteOptions): Composed<PlannedBody> {
  const { what, payload, keptBytes, capturedSignature } = shaped;
  return unlessTooDeep(what, () => {
    const encodeAsWanted = (value: unknown) => encode(value, escaping);
    const growth = sizeBytes === undefined ? undefined : grow(payload, sizeBytes, encodeAsWanted);
    if (growth?.ok === false) return { ok: false, fault: 'cannot-grow', what, reason: growth.reason };

    const rawBody = growth === undefined ? (keptBytes ?? encodeAsWanted(payload)) : encodeAsWanted(growth.payload);
    if (rawBody.byteLength <= maxBytes) return { ok: true, made: { what, rawBody, capturedSignature } };
    return { ok: false, fault: 'too-large', what, reason: `it has ${rawBody.byteLength} bytes` };
  });
}

/** JSON may be nested deeper than a program can walk: a fault of the input, not of ours. */
export function unlessTooDeep<T>(what: string, work: () => Composed<T>): Composed<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, fault: 'too-deep', what, reason: 'it is nested too deep to be written anew' };
  }
}

/** A body as it is on the wire is one line; what is laid out to be read is not, and is written anew. */
function isOneLine(text: string): boolean {
  return !text.includes('\n');
}
