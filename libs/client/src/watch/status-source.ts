import type { ChallengeStatus } from '../contract.ts';

/** What a connection to the event stream of a challenge reports. */
export interface StatusEvents {
  readonly onStatus: (status: ChallengeStatus) => void;
  /** The challenge is unknown or has ended. */
  readonly onGone: () => void;
  /** The connection has ended. @param retryMs when to connect again */
  readonly onLost: (retryMs: number) => void;
}

export interface StatusSource {
  close(): void;
}

/** The status for a challenge that is unknown or has ended. */
const GONE = 410;

/**
 * Delay before connecting again after a temporary failure: too many streams, or an unavailable service or network. A longer
 * `Retry-After` is followed, up to the usual life of a challenge.
 */
const RECONNECT_MS = 5_000;
const LONGEST_RECONNECT_MS = 300_000;

/** `Retry-After` is in seconds. A date, which only a proxy would send, is ignored. */
function reconnectDelayMs(response: Response | undefined): number {
  const seconds = Number(response?.headers.get('Retry-After')) || 0;
  return Math.min(Math.max(seconds * 1_000, RECONNECT_MS), LONGEST_RECONNECT_MS);
}

/** Reports why there is no stream. @param response undefined if nothing answers */
export function reportFailure(response: Response | undefined, events: StatusEvents): void {
  if (response?.status === GONE) events.onGone();
  else events.onLost(reconnectDelayMs(response));
}
