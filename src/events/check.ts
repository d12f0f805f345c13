/** How much a case of `check` weighs: what Meta documents, what production has shown, what is merely wise. */
export type CheckLevel = 'must' | 'should' | 'may';

export interface CheckStarted {
  readonly type: 'check.started';
  readonly url: string;
  readonly cases: number;
  /** Cases of this level and above decide the exit code. */
  readonly level: CheckLevel;
  /** The same seed sends the same requests, but for their times. */
  readonly seed: number;
  /** Where the stand-in of the Send API listens, when the effects are watched. */
  readonly effectsUrl?: string;
}

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

/** The endpoint stopped answering: the case that was running, and whether the run could go on. */
export interface EndpointLost {
  readonly type: 'endpoint.lost';
  readonly id: string;
  readonly reason: string;
}

export interface EndpointReturned {
  readonly type: 'endpoint.returned';
  readonly afterMs: number;
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

/** What Meta would make of a callback URL, in its own words where it would refuse it. */
export interface CallbackJudged {
  readonly type: 'callback.judged';
  readonly url: string;
  readonly ok: boolean;
  readonly words?: string;
}

/** The report of a check, or its profile, is in a file. */
export interface ReportWritten {
  readonly type: 'report.written';
  readonly path: string;
  readonly form: string;
}
