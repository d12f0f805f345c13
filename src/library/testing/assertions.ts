import { AssertionError } from 'node:assert';
import type { Delivery } from '../delivery.ts';
import type { App } from './app.ts';
import type { Handshake } from './handshake.ts';
import {
  type AcceptOptions,
  type HandleOnceOptions,
  judgeAcceptsWebhook,
  judgeAnswersHandshake,
  judgeHandlesOnce,
  judgeRefusesForgeries,
} from './judge-app.ts';
import { judgeAccepted, judgeAnswered, judgeAnsweredWithin } from './judge-delivery.ts';
import type { Verdict } from './verdict.ts';

/** Each copy was answered 200 in the end, or the handshake with its challenge; else throws an AssertionError. */
export function assertAccepted(received: Delivery | Handshake): void {
  demand('assertAccepted', judgeAccepted(received), assertAccepted);
}

/** Each answer had this status, or these one after the other; else throws an AssertionError. */
export function assertAnswered(received: Delivery, status: number | readonly number[]): void {
  demand('assertAnswered', judgeAnswered(received, status), assertAnswered);
}

/** Each answer was there within so many milliseconds; else throws an AssertionError. */
export function assertAnsweredWithin(received: Delivery, ms: number): void {
  demand('assertAnsweredWithin', judgeAnsweredWithin(received, ms), assertAnsweredWithin);
}

/** The app answers 200 to this webhook; else rejects with an AssertionError. */
export async function assertAcceptsWebhook(
  app: App,
  what: string | Uint8Array | object,
  options?: AcceptOptions,
): Promise<void> {
  demand('assertAcceptsWebhook', await judgeAcceptsWebhook(app, what, options), assertAcceptsWebhook);
}

/** The app answers Meta's handshake, and refuses one with a wrong token; else rejects with an AssertionError. */
export async function assertAnswersHandshake(app: App): Promise<void> {
  demand('assertAnswersHandshake', await judgeAnswersHandshake(app), assertAnswersHandshake);
}

/** The app refuses what is unsigned and what another secret signed; else rejects with an AssertionError. */
export async function assertRefusesForgeries(app: App, what?: string | Uint8Array | object): Promise<void> {
  demand('assertRefusesForgeries', await judgeRefusesForgeries(app, what), assertRefusesForgeries);
}

/** The app handles once what is delivered more than once; else rejects with an AssertionError. */
export async function assertHandlesOnce(
  app: App,
  what: string | Uint8Array | object,
  options: HandleOnceOptions,
): Promise<void> {
  demand('assertHandlesOnce', await judgeHandlesOnce(app, what, options), assertHandlesOnce);
}

/** The name as text: a bundle shortens that of the function. */
function demand(operator: string, verdict: Verdict, stackStartFn: (...args: never[]) => unknown): void {
  const { pass, message, actual, expected } = verdict;
  if (pass) return;
  throw new AssertionError({ message: message(), actual, expected, operator, stackStartFn });
}
