const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Meta promises "at once and then with decreasing frequency" for up to seven days ("Webhooks" overview, 2025-12-02) and
 * publishes no times; these are ours (whatsapp-webhooks.md 2.6). After the last one it goes on once a day.
 */
const GAPS_MS = [
  0,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
] as const;

/** Meta gives up after this long. */
const GIVEN_UP_AFTER_MS = 7 * DAY_MS;

/** How long Meta waits after this try that did not go well; null when it was the last one. */
export function metasWaitAfter(tried: number): number | null {
  metasTimes ??= [0, ...retryTimes(GIVEN_UP_AFTER_MS)];
  const [lastMs = 0, nextMs] = metasTimes.slice(tried - 1);
  return nextMs === undefined ? null : nextMs - lastMs;
}

let metasTimes: readonly number[] | undefined;

/** When the second, third, … try is due, in milliseconds after the first, on Meta's clock; none later than `retryForMs`. */
export function retryTimes(retryForMs: number): number[] {
  const times: number[] = [];
  let dueMs = 0;

  for (let retry = 0; ; retry += 1) {
    dueMs += GAPS_MS[retry] ?? DAY_MS;
    if (dueMs > retryForMs) return times;
    times.push(dueMs);
  }
}
