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

/** The matchers as `expect(…)` has them, to be merged into the types of vitest or jest. `R` is what a matcher returns. */
export interface WebhookMatchers<R = void> {
  /** Of a delivery: each copy was answered 200 in the end. Of a handshake: the answer was its challenge. */
  toBeAccepted(): R;
  /** Of a delivery: each answer had this status, or these one after the other, as of `retries`. */
  toHaveAnswered(status: number | readonly number[]): R;
  /** Of a delivery: each answer was there within so many milliseconds. */
  toHaveAnsweredWithin(ms: number): R;
  /** Of an app, to be awaited: it answers 200 to this webhook. */
  toAcceptWebhook(what: string | Uint8Array | object, options?: AcceptOptions): Promise<void>;
  /** Of an app, to be awaited: it answers Meta's handshake, and refuses one with a wrong token. */
  toAnswerHandshake(): Promise<void>;
  /** Of an app, to be awaited: it refuses, with 401 or another 4xx, what is unsigned and what another secret signed. */
  toRefuseForgeries(what?: string | Uint8Array | object): Promise<void>;
  /** Of an app, to be awaited: it handles once what is delivered twice, or as `duplicates`, `concurrent` and `retries` say. */
  toHandleOnce(what: string | Uint8Array | object, options: HandleOnceOptions): Promise<void>;
}

/** A type and no interface, since `expect.extend` takes what has names of any kind. */
export type Matchers = {
  readonly toBeAccepted: (received: unknown) => Verdict;
  readonly toHaveAnswered: (received: unknown, status: number | readonly number[]) => Verdict;
  readonly toHaveAnsweredWithin: (received: unknown, ms: number) => Verdict;
  readonly toAcceptWebhook: (
    received: unknown,
    what: string | Uint8Array | object,
    options?: AcceptOptions,
  ) => Promise<Verdict>;
  readonly toAnswerHandshake: (received: unknown) => Promise<Verdict>;
  readonly toRefuseForgeries: (received: unknown, what?: string | Uint8Array | object) => Promise<Verdict>;
  readonly toHandleOnce: (
    received: unknown,
    what: string | Uint8Array | object,
    options: HandleOnceOptions,
  ) => Promise<Verdict>;
};

/** For `expect.extend(matchers)`, in vitest and in jest. */
export const matchers: Matchers = {
  toBeAccepted: (received) => judgeAccepted(deliveryOrHandshake(received, 'toBeAccepted')),
  toHaveAnswered: (received, status) => judgeAnswered(delivery(received, 'toHaveAnswered'), status),
  toHaveAnsweredWithin: (received, ms) => judgeAnsweredWithin(delivery(received, 'toHaveAnsweredWithin'), ms),
  toAcceptWebhook: async (received, what, options) =>
    judgeAcceptsWebhook(app(received, 'toAcceptWebhook'), what, options),
  toAnswerHandshake: async (received) => judgeAnswersHandshake(app(received, 'toAnswerHandshake')),
  toRefuseForgeries: async (received, what) => judgeRefusesForgeries(app(received, 'toRefuseForgeries'), what),
  toHandleOnce: async (received, what, options) => judgeHandlesOnce(app(received, 'toHandleOnce'), what, options),
};

function delivery(received: unknown, matcher: string): Delivery {
  // Checked: nothing else has attempts and bytes.
  if (hasAll(received, ['attempts', 'rawBody'])) return received as Delivery;
  throw wrongValue(received, matcher, 'what deliver() gives');
}

function deliveryOrHandshake(received: unknown, matcher: string): Delivery | Handshake {
  // Checked: nothing else has a challenge and an answer.
  if (hasAll(received, ['challenge', 'answer'])) return received as Handshake;
  return delivery(received, matcher);
}

function app(received: unknown, matcher: string): App {
  // Checked: nothing else delivers and shakes hands.
  if (hasAll(received, ['deliver', 'handshake'])) return received as App;
  throw wrongValue(received, matcher, 'what startApp() gives');
}

function hasAll(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

function wrongValue(received: unknown, matcher: string, wanted: string): Error {
  const isPromise = typeof received === 'object' && received !== null && 'then' in received;
  const found = isPromise ? 'it got a promise: await it' : `it got ${received === null ? 'null' : typeof received}`;
  return new TypeError(`${matcher}() is for ${wanted}, and ${found}.`);
}
