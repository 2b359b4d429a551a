import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** @returns the delay after this many failures: it doubles from 500 ms up to 30 s */
export const backoffDelayMs = (failures: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);

/** Retries with exponential delays until the work succeeds or the service stops. */
export class Backoff {
  constructor(
    private readonly stopped: AbortSignal,
    private readonly log: Logger,
  ) {}

  /**
   * Logs a failure only where its reason differs from that of the failure before, so that an outage fills no log.
   * @returns undefined where the service stopped first
   */
  async retry<T>(failureMessage: string, work: () => Promise<T>): Promise<T | undefined> {
    let lastReason: string | undefined;
    for (let failures = 0; !this.stopped.aborted; failures++) {
      try {
        return await work();
      } catch (error) {
        if (this.stopped.aborted) break;
        const reason = reasonOf(error);
        if (reason !== lastReason) this.log.warn({ reason }, failureMessage);
        lastReason = reason;
        await this.pause(backoffDelayMs(failures));
      }
    }
    return undefined;
  }

  /** Resolves early when the service stops. */
  async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.stopped }).catch(() => undefined);
  }
}
