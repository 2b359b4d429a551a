import { hash } from 'node:crypto';
import { randomText } from '../random';

/** The numbers of an approval: `shown` by the page, and `offered` in the bot with two others, in ascending order. */
export interface ApprovalNumbers {
  readonly shown: string;
  readonly offered: readonly string[];
}

const OFFERED = 3;

/** Bytes from 200 on are skipped, so that all numbers are equally likely. */
function* twoDigitNumbers(): Generator<string> {
  for (;;) {
    for (const byte of Buffer.from(randomText(8, 'hex'), 'hex'))
      if (byte < 200) yield String(byte % 100).padStart(2, '0');
  }
}

/**
 * Draws three different numbers, once for a challenge: if the two others were drawn again for each message, the shown number would
 * be the one that all messages have.
 */
export function newApprovalNumbers(): ApprovalNumbers {
  const drawn = new Set<string>();
  for (const number of twoDigitNumbers()) {
    drawn.add(number);
    if (drawn.size === OFFERED) break;
  }
  const [shown] = drawn;
  return { shown: shown!, offered: [...drawn].sort() };
}

/** 128 random bits that only the page knows that requested the challenge. */
export const newApprovalSecret = (): string => randomText(16, 'base64url');

/** Redis stores this hash in place of the secret. Both have 128 bits. */
export const approvalDigest = (secret: string): string =>
  hash('sha256', secret, 'buffer').subarray(0, 16).toString('base64url');
