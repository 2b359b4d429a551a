import { randomFillSync } from 'node:crypto';

/** Fetched from the operating system at once, because a call costs more than the bytes. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** Random bytes of cryptographic strength (`node:crypto`). @param length at most 4,096 */
export function randomText(length: number, encoding: 'base64url' | 'hex'): string {
  if (length > pool.length) throw new RangeError('At most 4,096 random bytes can be requested at once.');
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + length);
  used += length;
  const text = bytes.toString(encoding);
  // Bytes that were returned do not stay in the pool.
  bytes.fill(0);
  return text;
}
