import { createHash, timingSafeEqual } from 'node:crypto';

export type HandshakeAnswer =
  | { readonly ok: true; readonly challenge: string }
  | { readonly ok: false; readonly reason: string };

const PARTS = ['hub.mode', 'hub.challenge', 'hub.verify_token'] as const;

/**
 * Decides Meta's GET ("Create a webhook endpoint", 2025-11-07): the challenge back when mode and token match, else a
 * refusal that says why. Repeated parts are refused: which one counts would differ from framework to framework.
 */
export function answerHandshake(query: URLSearchParams, verifyToken: string): HandshakeAnswer {
  for (const part of PARTS) {
    const given = query.getAll(part);
    if (given.length === 0) return refuse(`${part} is missing`);
    if (given.length > 1) return refuse(`${part} is there ${given.length} times`);
  }

  if (query.get('hub.mode') !== 'subscribe') return refuse('hub.mode is not "subscribe"');

  const challenge = query.get('hub.challenge') ?? '';
  if (challenge === '') return refuse('hub.challenge is empty');

  if (!isSameText(query.get('hub.verify_token') ?? '', verifyToken)) {
    return refuse('hub.verify_token is not the verify token of this endpoint');
  }
  return { ok: true, challenge };
}

/** The query of Meta's own GET, in Meta's order; spaces are %20 and not URLSearchParams' plus signs, as Meta writes them. */
export function handshakeQuery(challenge: string, verifyToken: string): string {
  const value = { 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': verifyToken };
  return PARTS.map((part) => `${part}=${encodeURIComponent(value[part])}`).join('&');
}

function refuse(reason: string): HandshakeAnswer {
  return { ok: false, reason };
}

/** In constant time, whatever the lengths. */
function isSameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
