import { type SentCall, startEffects } from '../../check/effects.ts';
import { world } from '../world.ts';

/** One call that the app made to {@link SendApi}. */
export interface SendApiCall {
  readonly kind: 'message' | 'read' | 'media' | 'other';
  readonly method: string;
  readonly path: string;
  /** Whom a message is for. */
  readonly to?: string;
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

/**
 * Stands in for Meta's Send API on 127.0.0.1: takes messages, read receipts and media as the real one does, and keeps what was
 * asked. Nothing leaves the machine.
 *
 * @param options.port - A free one when left out.
 * @throws Error when the port is taken.
 */
export async function startSendApi(options: { readonly port?: number | undefined } = {}): Promise<SendApi> {
  const { clock, random } = world;
  const recorder = await startEffects({ port: options.port ?? 0, clock, random });
  const taken: SendApiCall[] = [];
  const calls = () => {
    taken.push(...recorder.take().map(callOf));
    return taken;
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= recorder.close();
    return closing;
  };
  return {
    url: recorder.url,
    calls: () => [...calls()],
    messages: () => calls().filter(({ kind }) => kind === 'message'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function callOf({ kind, method, path, to }: SentCall): SendApiCall {
  return { kind, method, path, ...(to === undefined ? {} : { to }) };
}
