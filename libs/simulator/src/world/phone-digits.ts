import { createHash } from 'node:crypto';

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/**
 * The id follows from the phone, so that the account stays the same where the data file is lost and the product's database
 * is kept. It is above 2^32, as in Telegram today, so that a test finds a 32-bit column.
 */
export function accountIdOf(phone: string): number {
  const hash = createHash('sha256').update(digitsOf(phone)).digest().readUInt32BE(0);
  return 5_000_000_000 + (hash % 2_000_000_000);
}
