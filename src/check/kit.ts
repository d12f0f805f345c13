import { createSeededRandom, type Random } from '../delivery/seeded-random.ts';
import { createFreshener } from '../webhook/freshen.ts';
import { handshakeQuery } from '../webhook/handshake.ts';
import { type Escape, encode } from '../webhook/meta-json.ts';
import { HANDSHAKE_HEADERS, WEBHOOK_HEADERS } from '../webhook/meta-requests.ts';
import { sign, signLegacy } from '../webhook/signature.ts';
import type { Manner, Probe } from './case.ts';

/** What a case makes its requests from. Pure: the same seed, time and secrets give the same requests. */
export interface Kit {
  readonly verifyToken: string;
  readonly appSecret: string;
  readonly nowSeconds: number;
  readonly random: Random;
  readonly escaping: Escape;
  /** Ten digits, as Meta's challenge has. */
  readonly challenge: () => string;
  /** A GET with this query; `challenge` is what a right answer holds. */
  readonly get: (what: string, query: string, challenge?: string) => Probe;
  /** Meta's own GET with the right token. */
  readonly handshake: (challenge?: string) => Probe;
  /** A fixture with fresh ids and times. */
  readonly fixture: (name: string) => unknown;
  /** The names of all fixtures of a folder. */
  readonly fixturesOf: (folder: string) => readonly string[];
  /** Several fixtures with fresh ids and times, the same id for the same message in all of them. */
  readonly relatives: (names: readonly string[]) => readonly unknown[];
  /** A webhook as Meta sends it, but for what the options change. */
  readonly post: (what: string, payload: unknown, options?: PostOptions) => Probe;
  /** The same for exact bytes. */
  readonly postBytes: (what: string, rawBody: Uint8Array | string, options?: PostOptions) => Probe;
}

export interface PostOptions {
  readonly escaping?: Escape;
  /** In place of the right ones; name, value, name, value. */
  readonly signatures?: (rawBody: Uint8Array) => readonly string[];
  readonly contentType?: string;
  readonly manner?: Manner;
}

export interface KitOptions {
  readonly verifyToken: string;
  readonly appSecret: string;
  readonly fixtures: ReadonlyMap<string, unknown>;
  readonly nowSeconds: number;
  readonly seed: number;
  /** Sent with every request: what a gateway in front of the endpoint asks for. */
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
  /** How text is escaped where a case does not ask for a way: as Meta does, unless the endpoint cannot take that. */
  readonly escaping?: Escape;
}

export function createKit(options: KitOptions): Kit {
  const { verifyToken, appSecret, fixtures, nowSeconds, extraHeaders, escaping = 'meta' } = options;
  const random = createSeededRandom(options.seed);
  const freshener = () => createFreshener({ nowSeconds: () => nowSeconds, random });
  const challenge = () => String(1_000_000_000 + (Buffer.from(random(6)).readUIntBE(0, 6) % 9_000_000_000));

  const get = (what: string, query: string, expected?: string): Probe => ({
    what,
    method: 'GET',
    query,
    headers: [...HANDSHAKE_HEADERS, ...extraHeaders.flat()],
    rawBody: null,
    ...(expected === undefined ? {} : { challenge: expected }),
  });

  const postBytes = (what: string, body: Uint8Array | string, post: PostOptions = {}): Probe => {
    const rawBody = Buffer.from(body);
    const { signatures = (bytes: Uint8Array) => bothSignatures(bytes, appSecret), manner } = post;
    const headers = WEBHOOK_HEADERS.map((part) =>
      part === 'application/json' ? (post.contentType ?? 'application/json') : part,
    );
    return {
      what,
      method: 'POST',
      headers: [...headers, ...signatures(rawBody), ...extraHeaders.flat()],
      rawBody,
      ...(manner === undefined ? {} : { manner }),
    };
  };

  return {
    verifyToken,
    appSecret,
    nowSeconds,
    random,
    escaping,
    challenge,
    get,
    handshake: (given = challenge()) => get("Meta's handshake", handshakeQuery(given, verifyToken), given),
    fixture: (name) => freshener().freshen(fixtures.get(name)),
    relatives: (names) => {
      const { freshen } = freshener();
      return names.map((name) => freshen(fixtures.get(name)));
    },
    fixturesOf: (folder) => [...fixtures.keys()].filter((name) => name.startsWith(`${folder}/`)),
    post: (what, payload, post = {}) => postBytes(what, encode(payload, post.escaping ?? escaping), post),
    postBytes,
  };
}

/** As real deliveries carry them: the old one and the one that counts. */
export function bothSignatures(rawBody: Uint8Array, appSecret: string): readonly string[] {
  return ['X-Hub-Signature', signLegacy(rawBody, appSecret), 'X-Hub-Signature-256', sign(rawBody, appSecret)];
}

/** The text message of a user, with this text. */
export function textMessage(kit: Kit, body: string): unknown {
  return withText(kit.fixture('messages/text'), body);
}

function withText(value: unknown, body: string): unknown {
  if (Array.isArray(value)) return value.map((member) => withText(member, body));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [
    key,
    key === 'text' && typeof child === 'object' ? { body } : withText(child, body),
  ]);
  return Object.fromEntries(entries);
}
