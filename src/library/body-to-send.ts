import { types } from 'node:util';
import { type Composed, shape, write } from '../delivery/compose.ts';
import type { PlannedBody } from '../delivery/plan.ts';
import { createFreshener } from '../webhook/freshen.ts';
import type { Identity } from '../webhook/identity.ts';
import { encode } from '../webhook/meta-json.ts';
import { type Assignment, parsePathParts } from '../webhook/set-path.ts';
import { fixtureName, fixtures } from './fixtures.ts';
import { world } from './world.ts';

/** What is changed in a fixture or a payload before it is sent. Bytes stay as they are. */
export interface BodyOptions {
  /**
   * Values by their place, as a path or a JSON pointer: `{ 'entry[0].changes[0].value.messages[0].text.body': 'Hi' }`. Objects
   * on the way are made where they are missing, lists never grow.
   */
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  /** Shows the user by phone number, by phone number and username, or by username alone; as it stands when left out. */
  readonly identity?: Identity | undefined;
}

/** No smaller than what Meta sends (3 MB), so that an endpoint's limit can be tried. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The bytes to send, and what to call them. Throws an Error that names what cannot be sent as asked. */
export function bodyToSend(what: string | Uint8Array | object, options: BodyOptions): PlannedBody {
  // Jest gives each test file globals of its own, and `instanceof` knows those alone.
  if (types.isUint8Array(what)) {
    const asked = (['set', 'identity'] as const).find((name) => options[name] !== undefined);
    if (asked === undefined) return { what: 'bytes', rawBody: what };
    throw new Error(`Bytes are sent as they are: "${asked}" is for a fixture or a payload.`);
  }
  const isFixture = typeof what === 'string';
  const name = isFixture ? fixtureName(what) : 'payload';
  const source = { what: name, rawBody: encode(isFixture ? fixtures.read(name) : what) };
  const nowSeconds = () => Math.floor(world.now().getTime() / 1_000);
  const freshener = isFixture ? createFreshener({ nowSeconds, random: world.random }) : undefined;
  const assignments = Object.entries(options.set ?? {}).map(assignmentOf);

  const shaped = made(shape(source, { identity: options.identity, freshener, assignments }));
  return made(write(shaped, { escaping: 'meta', sizeBytes: undefined, maxBytes: MAX_BYTES }));
}

function assignmentOf([pathText, value]: readonly [string, unknown]): Assignment {
  const parts = parsePathParts(pathText);
  if (parts === undefined) {
    throw new Error(`"${pathText}" is no path: write entry[0].id, or /entry/0/id.`);
  }
  return { pathText, parts, value };
}

function made<T>(composed: Composed<T>): T {
  if (composed.ok) return composed.made;
  throw new Error(`${composed.what} cannot be sent: ${composed.reason}.`);
}
