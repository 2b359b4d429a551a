import { randomText } from '../random';

/** How long a claim holds. A worker that has not settled by then is dead or hangs, so another may claim the entry. */
export const LEASE_MS = 15_000;

export const newLease = (): string => randomText(12, 'base64url');

/** `not_yours`: the lease ended, and another worker has claimed the entry. `gone`: nothing is left to settle. */
export type Settled = 'ok' | 'not_yours' | 'gone';
