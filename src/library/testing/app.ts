import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { DeliverOptions } from '../deliver.ts';
import type { Delivery } from '../delivery.ts';
import type { CheckReport, CheckRequest } from './check.ts';
import type { Handshake } from './handshake.ts';

/**
 * The app under test: a request listener, which Express and its kin are; a server of `node:http`, which Fastify's `server` is;
 * a program to run; or the URL of one that runs already.
 */
export type AppToStart =
  | ((request: IncomingMessage, response: ServerResponse) => unknown)
  | Server
  | AppProgram
  | { readonly url: string | URL };

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
  handshake(options?: { readonly verifyToken?: string | undefined }): Promise<Handshake>;
  /** As {@link check}, of this app. */
  check(request?: AppCheckRequest): Promise<CheckReport>;
  /** Ends it; a server that listened before, or an app that ran already, goes on. May be called twice. */
  close(): Promise<void>;
}

export type AppDeliverOptions = Omit<DeliverOptions, 'to'>;

export type AppCheckRequest = Omit<CheckRequest, 'url'>;
