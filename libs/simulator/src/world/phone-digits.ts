import { createHash } from 'node:crypto';

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/**
 * The same phone gets the same account even when the data file is lost while the product's database is kept.
 * Above 2^32, as today's accounts are, so that a 32-bit column is found out.
 */
export function accountIdOf(phone: string): number {
  const hash = createHash('sha256').update(digitsOf(phone)).digest().readUInt32BE(0);
  return 5_000_000_000 + (hash % 2_000_000_000);
}
