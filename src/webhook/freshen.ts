export interface FreshenOptions {
  /** What becomes "now"; undefined leaves the times as they are. */
  readonly nowSeconds: (() => number) | undefined;
  readonly random: (sizeBytes: number) => Uint8Array;
}

/** Gives payloads new ids and times. Ids that are the same over several payloads stay the same over all of them. */
export interface Freshener {
  readonly freshen: (payload: unknown) => unknown;
  /** The new id for this one: drawn when it is first met. */
  readonly freshId: (id: string) => string;
  /** The ids met so far, in their order. */
  readonly metIds: () => readonly string[];
  readonly nowSeconds: (() => number) | undefined;
}

const ID_SHAPE = /^(wamid|wacid)\.(.+)$/s;

/** Moments in seconds: `timestamp`, `time`, `expiration_timestamp`, `start_time`, `expiration`. */
const MOMENT_KEY = /(?:^|_)(?:time|timestamp|expiration)$/;

/** Those of them that say when this happened; the newest becomes "now", the others keep their distance to it. */
const HAPPENED_KEY = /^(?:time|timestamp)$/;

/** 2001 to 2286 in seconds: what is outside is no moment, or counts in another unit. */
const MIN_SECONDS = 1_000_000_000;
const MAX_SECONDS = 9_999_999_999;

/** Makes a {@link Freshener} for one run. The dashboard's Test button always sends the same payload, and so do we. */
export function createFreshener({ nowSeconds, random }: FreshenOptions): Freshener {
  const newIds = new Map<string, string>();
  const freshId = (id: string) => {
    const fresh = newIds.get(id) ?? drawId(id, random);
    newIds.set(id, fresh);
    return fresh;
  };

  return {
    nowSeconds,
    freshId,
    metIds: () => [...newIds.keys()],
    freshen: (payload) => {
      if (isDashboardTest(payload)) return payload;

      const newest = newestMoment(payload);
      const shift = newest === undefined || nowSeconds === undefined ? 0 : nowSeconds() - newest;
      return transform(payload, (key, value) => {
        if (typeof value === 'string' && ID_SHAPE.test(value)) return freshId(value);
        return MOMENT_KEY.test(key) ? shiftMoment(value, shift) : value;
      });
    },
  };
}

/**
 * For a run that sends several payloads: what belongs together (the `sent` and the `read` of one message) keeps its ids,
 * and what is sent a second time is another message.
 */
export function createFresheners(options: FreshenOptions): (what: string) => Freshener {
  const fresheners: Freshener[] = [];
  const timesSent = new Map<string, number>();

  return (what) => {
    const times = timesSent.get(what) ?? 0;
    timesSent.set(what, times + 1);
    const freshener = fresheners[times] ?? createFreshener(options);
    fresheners[times] = freshener;
    return freshener;
  };
}

/** The mark of the Test button: entry id "0" (whatsapp-webhooks.md 2.11). */
function isDashboardTest(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null || !('entry' in payload)) return false;
  const [first]: unknown[] = Array.isArray(payload.entry) ? payload.entry : [];
  return typeof first === 'object' && first !== null && 'id' in first && first.id === '0';
}

/** Keeps prefix, length and alphabet, and the first half that tells number and direction; the rest is random. */
function drawId(id: string, random: FreshenOptions['random']): string {
  const start = id.indexOf('.') + 1;
  let end = id.length;
  while (end > start && id[end - 1] === '=') end -= 1;
  const kept = Math.max(0, Math.floor((id.length - start - RANDOM_CHARACTERS) / 2));
  const wanted = Math.max(end - start - kept, RANDOM_CHARACTERS);
  return id.slice(0, start + kept) + base64(random(wanted), wanted) + id.slice(end);
}

/** 16 characters of 6 bits: no two sends of a lifetime meet. */
const RANDOM_CHARACTERS = 16;

/** Without `+` and `/`, which a URL or an escape would change. */
function base64({ buffer, byteOffset, byteLength }: Uint8Array, length: number): string {
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('base64', 0, Math.ceil((length * 3) / 4));
  return text.slice(0, length).replaceAll('+', 'A').replaceAll('/', 'B').toUpperCase();
}

function shiftMoment(value: unknown, shift: number): unknown {
  const seconds = secondsOf(value);
  if (seconds === undefined) return value;
  return typeof value === 'string' ? String(seconds + shift) : seconds + shift;
}

function secondsOf(value: unknown): number | undefined {
  const isDigits = typeof value === 'string' && /^\d{10}$/.test(value);
  const seconds = isDigits ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) return undefined;
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** When it happened, in seconds: the newest of its moments. */
export function newestMoment(payload: unknown): number | undefined {
  let newest: number | undefined;
  transform(payload, (key, value) => {
    const seconds = HAPPENED_KEY.test(key) ? secondsOf(value) : undefined;
    if (seconds !== undefined && (newest === undefined || seconds > newest)) newest = seconds;
    return value;
  });
  return newest;
}

/** The same tree with each leaf replaced by what `change` makes of it; keys and their order stay. */
export function transform(value: unknown, change: (key: string, leaf: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((element) => transform(element, change, key));
  if (typeof value !== 'object' || value === null) return change(key, value);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, transform(child, change, name)]));
}
