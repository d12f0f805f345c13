import type { Explanation } from '../webhook/explain.ts';

/** The long answer about one payload. */
export interface PayloadExplained extends Explanation {
  readonly type: 'payload.explained';
  /** The fixture, the file, or the id of the webhook. */
  readonly what: string;
  readonly sizeBytes: number;
}

export interface FixtureSaved {
  readonly type: 'fixture.saved';
  readonly path: string;
  /** How many different names, numbers, ids and texts were replaced. */
  readonly replaced: number;
}

export interface BodySigned {
  readonly type: 'body.signed';
  readonly what: string;
  readonly sizeBytes: number;
  /** `X-Hub-Signature-256` and the older `X-Hub-Signature`. */
  readonly signature: string;
  readonly legacySignature: string;
  /** No body of Meta's does; an editor may have put it there. */
  readonly endsInLineBreak: boolean;
}

export interface SignatureChecked {
  readonly type: 'signature.checked';
  readonly what: string;
  readonly sizeBytes: number;
  readonly ok: boolean;
  /** There when it is not that of the body. */
  readonly reason?: string;
  readonly cause?: string;
}
