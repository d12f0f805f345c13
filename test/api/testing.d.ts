/**
 * For test suites of an app that takes WhatsApp's webhooks: start it, deliver to it as Meta does, and expect what Meta expects.
 * For vitest and jest there are `matchers`, for `node:test` and all others the functions that begin with `assert`.
 */
/// <reference lib="esnext.disposable" />
import type { DeliverOptions, Delivery } from './index.js';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
export type { Attempt, DeliverOptions, Delivery } from './index.js';
export interface CaseFinished {
    readonly type: 'case.finished';
    readonly id: string;
    readonly title: string;
    readonly level: CheckLevel;
    /** Does it decide the exit code? */
    readonly isRequired: boolean;
    readonly verdict: 'passed' | 'failed' | 'skipped';
    readonly requests: number;
    readonly tookMs: number;
    /** What happened, or why it was skipped; a passed case may have a remark. */
    readonly reason?: string;
    /** The likeliest cause: its stable name, what it means, and the one change to make. */
    readonly cause?: string;
    readonly why?: string;
    readonly change?: string;
    /** The first case of this run that failed for the same reason and wants the same change. */
    readonly sameAs?: string;
    /** What breaks in production otherwise. */
    readonly breaks?: string;
    /** The request that shows it, and the answer. */
    readonly evidence?: CheckExchange;
}
/** How much a case of `check` weighs: what Meta documents, what production has shown, what is merely wise. */
export type CheckLevel = 'must' | 'should' | 'may';
/** One request and what came back, as reports show it: secrets masked, long bodies cut. */
export interface CheckExchange {
    readonly what: string;
    readonly method: string;
    readonly path: string;
    readonly requestHeaders: Readonly<Record<string, string>>;
    readonly requestBody: string;
    readonly requestBytes: number;
    /** Absent when no answer came; `silence` says why. */
    readonly status?: number;
    readonly answerHeaders?: Readonly<Record<string, string>>;
    readonly answerBody?: string;
    readonly silence?: string;
    readonly tookMs: number;
}
export interface CheckFinished {
    readonly type: 'check.finished';
    readonly url: string;
    readonly passed: number;
    readonly failed: number;
    /** Of the failed ones, those that decide the exit code. */
    readonly failedRequired: number;
    readonly skipped: number;
    readonly requests: number;
    readonly tookMs: number;
}
/** An app that answers. */
export interface App extends AsyncDisposable {
    /** Where it takes webhooks: `http://127.0.0.1:54321/webhook`. */
    readonly url: string;
    readonly appSecret: string | undefined;
    readonly verifyToken: string | undefined;
    /** What the program printed last, on both its outputs, for the message of a test; empty for an app in this process. */
    output(): string;
    /** As {@link deliver}, to this app and signed with its secret. */
    deliver(what: string | Uint8Array | object, options?: AppDeliverOptions): Promise<Delivery>;
    /** Asks Meta's handshake with this token, the app's own when left out. */
    handshake(options?: {
        readonly verifyToken?: string | undefined;
    }): Promise<Handshake>;
    /** As {@link check}, of this app. */
    check(request?: AppCheckRequest): Promise<CheckReport>;
    /** Ends it; a server that listened before, or an app that ran already, goes on. May be called twice. */
    close(): Promise<void>;
}
export type AppDeliverOptions = Omit<DeliverOptions, 'to'>;
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
export type AppCheckRequest = Omit<CheckRequest, 'url'>;
/** What {@link check} asks of whom. */
export interface CheckRequest {
    readonly url: string | URL;
    /** The token that the endpoint expects; cases that need it are left out without it. */
    readonly verifyToken?: string | undefined;
    /** The app secret that the endpoint checks with; cases about signatures are left out without it. */
    readonly appSecret?: string | undefined;
    /** Groups, ids or patterns: `signature`, `signature/wrong`, `shapes/*`. */
    readonly only?: readonly string[] | undefined;
    readonly skip?: readonly string[] | undefined;
    /** The lowest level that is required; `must` when left out. */
    readonly level?: CheckLevel | undefined;
    /** The longest that a good answer may take; 1,000 when left out. */
    readonly budgetMs?: number | undefined;
    /** How long to wait for each answer; 20,000 when left out. */
    readonly timeoutMs?: number | undefined;
    readonly seed?: number | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** The port for the stand-in of the Send API; without it nothing is watched. */
    readonly effectsPort?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Hears of each case as soon as it is known. */
    readonly onCase?: ((finished: CaseFinished) => void) | undefined;
}
/** What {@link check} found. */
export interface CheckReport extends CheckFinished {
    /** Do all required cases pass? */
    readonly ok: boolean;
    readonly cases: readonly CaseFinished[];
    /** One line for each required case that failed, for the message of an assertion. */
    readonly failures: readonly string[];
}
/** How {@link startApp} starts it, and what each delivery has in common. */
export interface AppOptions {
    /** The app secret that the app checks signatures with: each delivery is signed with it. */
    readonly appSecret?: string | undefined;
    /** The token that the app wants in Meta's handshake. */
    readonly verifyToken?: string | undefined;
    /** Where the app takes webhooks; `/webhook` when left out. */
    readonly path?: string | undefined;
    /** How long the app may take until it answers, in milliseconds; 30,000 when left out. */
    readonly startTimeoutMs?: number | undefined;
}
/** An app that is a program of its own. It is ended with all that it started, even when the test runner dies. */
export interface AppProgram {
    /** A program on PATH, or a path. `node` is the Node that runs the tests. No shell reads it. */
    readonly command: string;
    /** `{port}` in one of them becomes the port. */
    readonly args?: readonly string[] | undefined;
    /** Added to the environment of the tests, in which `PORT` names the port. */
    readonly env?: Readonly<Record<string, string | undefined>> | undefined;
    readonly cwd?: string | undefined;
    /** The port that the app takes; a free one when left out. */
    readonly port?: number | undefined;
}
/**
 * The app under test: a request listener, which Express and its kin are; a server of `node:http`, which Fastify's `server` is;
 * a program to run; or the URL of one that runs already.
 */
export type AppToStart = ((request: IncomingMessage, response: ServerResponse) => unknown) | Server | AppProgram | {
    readonly url: string | URL;
};
/** Each copy was answered 200 in the end, or the handshake with its challenge; else throws an AssertionError. */
export declare function assertAccepted(received: Delivery | Handshake): void;
/** The app answers 200 to this webhook; else rejects with an AssertionError. */
export declare function assertAcceptsWebhook(app: App, what: string | Uint8Array | object, options?: AcceptOptions): Promise<void>;
/** How {@link WebhookMatchers.toAcceptWebhook} delivers and judges. */
export interface AcceptOptions extends AppDeliverOptions {
    /** The longest that an answer may take, in milliseconds; any time when left out. */
    readonly withinMs?: number | undefined;
}
/** Each answer had this status, or these one after the other; else throws an AssertionError. */
export declare function assertAnswered(received: Delivery, status: number | readonly number[]): void;
/** Each answer was there within so many milliseconds; else throws an AssertionError. */
export declare function assertAnsweredWithin(received: Delivery, ms: number): void;
/** The app answers Meta's handshake, and refuses one with a wrong token; else rejects with an AssertionError. */
export declare function assertAnswersHandshake(app: App): Promise<void>;
/** The app handles once what is delivered more than once; else rejects with an AssertionError. */
export declare function assertHandlesOnce(app: App, what: string | Uint8Array | object, options: HandleOnceOptions): Promise<void>;
/** How {@link WebhookMatchers.toHandleOnce} delivers and counts. */
export interface HandleOnceOptions extends AppDeliverOptions {
    /** How often the app did by now what a webhook makes it do: rows in its database, messages that it sent. */
    readonly effects: () => number | Promise<number>;
    /** How long to wait for the first effect, in milliseconds; 5,000 when left out. */
    readonly effectWithinMs?: number | undefined;
    /** How long nothing further may happen, in milliseconds; 250 when left out. */
    readonly quietMs?: number | undefined;
}
/** The app refuses what is unsigned and what another secret signed; else rejects with an AssertionError. */
export declare function assertRefusesForgeries(app: App, what?: string | Uint8Array | object): Promise<void>;
/** Asks an endpoint what WhatsApp will ask of it. Rejects when nothing answers there, or a pattern fits no case. */
export declare function check(request: CheckRequest): Promise<CheckReport>;
/** A type and no interface, since `expect.extend` takes what has names of any kind. */
export type Matchers = {
    readonly toBeAccepted: (received: unknown) => Verdict;
    readonly toHaveAnswered: (received: unknown, status: number | readonly number[]) => Verdict;
    readonly toHaveAnsweredWithin: (received: unknown, ms: number) => Verdict;
    readonly toAcceptWebhook: (received: unknown, what: string | Uint8Array | object, options?: AcceptOptions) => Promise<Verdict>;
    readonly toAnswerHandshake: (received: unknown) => Promise<Verdict>;
    readonly toRefuseForgeries: (received: unknown, what?: string | Uint8Array | object) => Promise<Verdict>;
    readonly toHandleOnce: (received: unknown, what: string | Uint8Array | object, options: HandleOnceOptions) => Promise<Verdict>;
};
/** What a matcher found, in the shape that vitest and jest take. */
export interface Verdict {
    readonly pass: boolean;
    /** Why the expectation failed: after `expect(…)` when it did not pass, after `expect(…).not` when it did. */
    readonly message: () => string;
    readonly actual?: unknown;
    readonly expected?: unknown;
}
/** For `expect.extend(matchers)`, in vitest and in jest. */
export declare const matchers: Matchers;
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
/** A stand-in of Meta's Send API that runs. */
export interface SendApi extends AsyncDisposable {
    /** What the app takes for `https://graph.facebook.com`: `http://127.0.0.1:54321`. */
    readonly url: string;
    /** Everything that the app asked of it so far, in order. */
    calls(): readonly SendApiCall[];
    /** The messages among them: replies, no read receipts. For `effects` of a matcher: `() => sendApi.messages().length`. */
    messages(): readonly SendApiCall[];
    close(): Promise<void>;
}
/** One call that the app made to {@link SendApi}. */
export interface SendApiCall {
    readonly kind: 'message' | 'read' | 'media' | 'other';
    readonly method: string;
    readonly path: string;
    /** Whom a message is for. */
    readonly to?: string;
}
/**
 * Stands in for Meta's Send API on 127.0.0.1: takes messages, read receipts and media as the real one does, and keeps what was
 * asked. Nothing leaves the machine.
 *
 * @param options.port - A free one when left out.
 * @throws Error when the port is taken.
 */
export declare function startSendApi(options?: {
    readonly port?: number | undefined;
}): Promise<SendApi>;
/**
 * Starts the app under test on a free port of 127.0.0.1 and waits until it answers, whatever it answers.
 *
 * @throws Error with the app's last words when it ends or does not answer in time.
 */
export declare function startApp(app: AppToStart, options?: AppOptions): Promise<App>;
export {};
