import { createHash } from 'node:crypto';

export type Random = (sizeBytes: number) => Uint8Array;

/**
 * Bytes that look random and are the same for the same seed, on every machine: SHA-256 of the seed and a counter, block
 * after block. For plans that can be repeated; never for secrets.
 */
export function createSeededRandom(seed: number): Random {
  let counter = 0;
  return (sizeBytes) => {
    const blocks: Uint8Array[] = [];
    for (let had = 0; had < sizeBytes; had += 32) {
      blocks.push(createHash('sha256').update(`${seed}/${counter}`).digest());
      counter += 1;
    }
    return Buffer.concat(blocks).subarray(0, sizeBytes);
  };
}

/** Draws chance in larger portions, since each draw has its price however little it draws. */
export function pooled(random: Random, portionBytes = 16_384): Random {
  let portion = new Uint8Array();
  let used = 0;
  return (sizeBytes) => {
    if (sizeBytes > portionBytes) return random(sizeBytes);
    if (used + sizeBytes > portion.byteLength) {
      portion = Uint8Array.from(random(portionBytes));
      used = 0;
    }
    used += sizeBytes;
    return portion.subarray(used - sizeBytes, used);
  };
}

/** The same members in an order by chance (Fisher and Yates): each order has the same chance. */
export function shuffle<T>(members: readonly T[], random: Random): T[] {
  const waiting = [...members];
  const drawn: T[] = [];
  while (waiting.length > 0) {
    // Six bytes against lists this short: the remainder favours nobody by more than one in a hundred million.
    const index = Buffer.from(random(6)).readUIntBE(0, 6) % waiting.length;
    const last = waiting.pop();
    if (last === undefined) break;
    const isLast = index === waiting.length;
    drawn.push(isLast ? last : (waiting[index] ?? last));
    if (!isLast) waiting[index] = last;
  }
  return drawn;
}
