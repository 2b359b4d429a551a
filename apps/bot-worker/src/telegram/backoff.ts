import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Tries again with growing delay until it works or the service stops. It complains once of each reason in a row. */
export class Backoff {
  constructor(
    private readonly stopped: AbortSignal,
    private readonly log: Logger,
  ) {}

  /** @returns undefined where the service stopped first */
  async until<T>(complaint: string, work: () => Promise<T>): Promise<T | undefined> {
    let lastReason: string | undefined;
    for (let attempt = 0; !this.stopped.aborted; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (this.stopped.aborted) break;
        const reason = reasonOf(error);
        if (reason !== lastReason) this.log.warn({ reason }, complaint);
        lastReason = reason;
        await this.pause(Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS));
      }
    }
    return undefined;
  }

  async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.stopped }).catch(() => undefined);
  }
}
