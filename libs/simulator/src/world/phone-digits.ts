import { createHash } from 'node:crypto';

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/**
 * Derives the id of an account from its phone: the id stays the same if the data file is lost and the product's database is
 * kept. The id is above 2^32, as at Telegram today, so a 32-bit column makes a test fail.
 */
export function accountIdOf(phone: string): number {
  const hash = createHash('sha256').update(digitsOf(phone)).digest().readUInt32BE(0);
  return 5_000_000_000 + (hash % 2_000_000_000);
}
