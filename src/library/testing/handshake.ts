import { createDeliverer } from '../../delivery/deliver.ts';
import { handshakeQuery } from '../../webhook/handshake.ts';
import { HANDSHAKE_HEADERS } from '../../webhook/meta-requests.ts';
import { world } from '../world.ts';

/** What an app answered to Meta's handshake. */
export interface Handshake {
  /** Would the App Dashboard save the callback URL: was it 200 with exactly the challenge? */
  readonly ok: boolean;
  /** Undefined when nobody answered. */
  readonly status: number | undefined;
  readonly challenge: string;
  readonly answer: string;
  /** What is wrong with the answer, or why there is none. */
  readonly reason?: string;
}

const TIMEOUT_MS = 10_000;

/** Asks the handshake as Meta does, with a challenge by chance. */
export async function shakeHands(to: URL, verifyToken: string): Promise<Handshake> {
  const challenge = String(Buffer.from(world.random(6)).readUIntBE(0, 6));
  const deliverer = createDeliverer({ to, connections: 1, timeoutMs: TIMEOUT_MS, clock: world.clock });
  try {
    const asked = `${to.search === '' ? '?' : `${to.search}&`}${handshakeQuery(challenge, verifyToken)}`;
    const request = { method: 'GET', path: to.pathname + asked, headers: HANDSHAKE_HEADERS, rawBody: null } as const;
    const result = await deliverer.deliver(request);
    if (result.kind === 'failed') return { ok: false, status: undefined, challenge, answer: '', reason: result.reason };

    const { status } = result;
    const answer = Buffer.from(result.answer.body).toString('utf8');
    const reason = faultIn(status, answer, challenge);
    return { ok: reason === undefined, status, challenge, answer, ...(reason === undefined ? {} : { reason }) };
  } finally {
    await deliverer.close();
  }
}

function faultIn(status: number, answer: string, challenge: string): string | undefined {
  if (status !== 200) return `it answered ${status} instead of 200`;
  if (answer === challenge) return undefined;
  if (answer.trim() === challenge) return 'there is white space around the challenge';
  if (answer === JSON.stringify(challenge)) return 'the challenge stands in quotes: send it as text, not as JSON';
  return `it answered 200 without the challenge ${challenge} as its whole body`;
}
