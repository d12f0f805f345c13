/** What `doctor` looked at. */
export interface DoctorFound {
  readonly type: 'doctor.found';
  /** Stable: `node`, `port`, `state-folder`, … */
  readonly id: string;
  readonly state: 'ok' | 'note' | 'problem';
  /** `Node`, `local port`: what a person calls it. */
  readonly subject: string;
  readonly told: string;
  /** The one change to make; there with each problem. */
  readonly remedy?: string;
}

export interface DoctorFinished {
  readonly type: 'doctor.finished';
  readonly ok: number;
  readonly notes: number;
  readonly problems: number;
}
