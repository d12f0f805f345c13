import { transform } from './freshen.ts';
import { isObject, objectIn, objectsIn, textIn } from './json-view.ts';

/** The same payload in which each value that is exactly one of these texts is what belongs to it. Takes any JSON. */
export function replaceTexts(payload: unknown, replacements: ReadonlyMap<string, string>): unknown {
  if (replacements.size === 0) return payload;
  return transform(payload, (_, leaf) => (typeof leaf === 'string' ? (replacements.get(leaf) ?? leaf) : leaf));
}

/** Where a user's phone or id stands. */
const USER_KEY = /^(?:wa_id|from|to|recipient_id)$|(?:^|_)user_id$/;

/** The same payload of another user: of the n-th after the one whom it names. The business stays. Takes any JSON. */
export function ofOtherUser(payload: unknown, n: number): unknown {
  if (n === 0) return payload;
  const businesses = businessNumbersIn(payload);
  return transform(payload, (key, leaf) => {
    if (typeof leaf !== 'string' || !USER_KEY.test(key) || businesses.has(leaf)) return leaf;
    return leaf.replace(/\d+$/, (digits) => String(BigInt(digits) + BigInt(n)).padStart(digits.length, '0'));
  });
}

function businessNumbersIn(payload: unknown): ReadonlySet<string> {
  const changes = isObject(payload) ? objectsIn(payload, 'entry').flatMap((entry) => objectsIn(entry, 'changes')) : [];
  const numbers = changes.map((change) =>
    textIn(objectIn(objectIn(change, 'value'), 'metadata'), 'display_phone_number'),
  );
  return new Set(numbers.filter((number) => number !== undefined));
}
