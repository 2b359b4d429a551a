import { randomBytes } from 'node:crypto';

/** A claim holds this long. A worker that has not settled by then has died or hangs, and another may claim its work. */
export const LEASE_MS = 15_000;

export const newLease = (): string => randomBytes(12).toString('base64url');

/** `not_yours`: the lease ran out, and another worker has claimed the entry. `gone`: there is nothing left to settle. */
export type Settled = 'ok' | 'not_yours' | 'gone';
