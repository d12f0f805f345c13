const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `10s`, `7d`, `500ms`, in milliseconds; a bare number counts seconds. Undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)?$/i.exec(text) ?? [];
  const ms = Number(number) * (DURATION_UNITS[unit.toLowerCase()] ?? Number.NaN);
  return Number.isFinite(ms) ? ms : undefined;
}

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** `3mb`, `64kb`, `1500`: powers of 1024, any case. Undefined for anything else. */
export function sizeOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (SIZE_UNITS[unit.toLowerCase()] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Node's timers hold 31 bits of milliseconds, some 24 days; beyond, they fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
