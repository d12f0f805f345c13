/** With `--answer now` a webhook is tried until the app takes it. */
interface ForwardTry {
  /** There from the second try on. A try that ends like the one before is not told. */
  readonly try?: number;
  /** The app may have had it before: an earlier try ended, or died with us, before an answer was seen. */
  readonly isUnsure?: boolean;
}

export interface ForwardAnswered extends ForwardTry {
  readonly type: 'forward.answered';
  readonly id: string;
  readonly to: string;
  readonly status: number;
  readonly tookMs: number;
}

export interface ForwardFailed extends ForwardTry {
  readonly type: 'forward.failed';
  readonly id: string;
  readonly to: string;
  readonly code: string;
  readonly reason: string;
  readonly tookMs: number;
}

/** Webhooks were answered and wait on disk for their target. */
export interface ForwardWaiting {
  readonly type: 'forward.waiting';
  readonly to: string;
  /**
   * `not-taken`: the target is silent or refuses. `left-over`: an earlier session left them, and they are delivered now.
   * `unserved`: so too, but this session does not forward there. `stopped`: this session ends.
   */
  readonly why: 'not-taken' | 'left-over' | 'unserved' | 'stopped';
  /** When stopped: the first of them was cut off in the middle, and may have arrived. */
  readonly isUnsure?: boolean;
  readonly waiting: number;
  readonly reason?: string;
  readonly retryInMs?: number;
}

/** The target takes webhooks again. */
export interface ForwardResumed {
  readonly type: 'forward.resumed';
  readonly to: string;
  readonly afterMs: number;
  /** What is left of those that had to wait, and is delivered next. */
  readonly waiting: number;
}
