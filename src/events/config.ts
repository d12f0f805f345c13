/** Where the value of a setting comes from. `none`: it has no default. */
export interface SettingOrigin {
  readonly from: 'flag' | 'env' | 'env-file' | 'config' | 'default' | 'none';
  /** The flag, the variable, or the keys in the config file: `listen.port`. */
  readonly name?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export type ShownValue = string | number | boolean | null | readonly (string | number)[];

/** A setting in force. */
export interface SettingShown {
  readonly type: 'setting.shown';
  /** `listen`, `ips list`: those that have it from there. */
  readonly commands: readonly string[];
  /** As in the config file. */
  readonly name: string;
  readonly flag: string;
  /** As it was given; null where it is not set. Of a secret no more than its length. */
  readonly value: ShownValue;
  /** There when it was asked for. */
  readonly origin?: SettingOrigin;
}
