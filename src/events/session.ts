export interface HistoryDamaged {
  readonly type: 'history.damaged';
  readonly file: string;
  readonly skippedLines: number;
}

/** Old history was removed, or would be. */
export interface HistoryPruned {
  readonly type: 'history.pruned';
  readonly isDryRun: boolean;
  /** The files. */
  readonly removed: readonly string[];
  /** The files of which a beginning went. */
  readonly shortened: readonly string[];
  /** The files that stay although they are old: a `listen` writes to them, or a webhook in them waits for its app. */
  readonly heldBack: readonly string[];
  readonly freedBytes: number;
  readonly leftBytes: number;
}

export interface SettingNoted {
  readonly type: 'setting.noted';
  readonly setting: string;
  readonly note: string;
}

export interface SessionEnded {
  readonly type: 'session.ended';
  readonly received: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Answered, and not yet taken by an app: the next `listen --answer now` delivers them. There when there are some. */
  readonly waiting?: number;
  readonly reason: string;
}
