import { DomainError } from '@app/contract';
import { secondsOf } from '../reply';

export const SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const;

/**
 * The networks of a caller, the narrowest first: an IPv4 address alone, or the /64, the /56 and the /48 of an IPv6 address.
 */
export type Networks = readonly string[];

/** The limit of a network is the limit of an address times its factor, in the order of `Networks`. */
export const NETWORK_FACTORS = [1, 3, 10] as const;

/** The limits of the first `count` networks of a caller. */
export const networkLimits = (count: number, limit: number): number[] =>
  NETWORK_FACTORS.slice(0, count).map((factor) => limit * factor);

/** The state of one sliding window, for the `RateLimit` headers. */
export interface LimitState {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until the oldest entry leaves the window. */
  readonly resetSeconds: number;
}

/** Thrown when a window is full. `limits` has the state of every window that was checked. */
export class TooManyRequests extends DomainError {
  constructor(
    retryAfterSeconds: number,
    readonly limits: readonly LimitState[],
  ) {
    super('too_many_requests', { retryAfter: retryAfterSeconds });
  }
}

export function limitState(
  window: Pick<LimitState, 'name' | 'windowSeconds'>,
  { limit, count, resetMs }: { limit: number; count: number; resetMs: number },
): LimitState {
  const remaining = Math.max(0, limit - count);
  return {
    name: window.name,
    limit,
    windowSeconds: window.windowSeconds,
    remaining,
    resetSeconds: secondsOf(resetMs),
  };
}
