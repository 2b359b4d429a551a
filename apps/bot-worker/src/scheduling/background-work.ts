import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { backoffDelayMs } from './backoff';
import { untilAborted } from './time-limit';

/** The loops that one service runs in the background until it stops. */
export class BackgroundWork {
  private readonly stopped = new AbortController();
  private readonly started: Promise<void>[] = [];

  constructor(private readonly log: Logger) {}

  /** Aborts when the service stops. */
  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  get isStopped(): boolean {
    return this.signal.aborted;
  }

  /** Starts work when `after` has resolved. The work must not reject, and must end when the signal aborts. */
  start(work: () => Promise<void>, after: Promise<void> = Promise.resolve()): void {
    this.started.push(this.runAfter(after, work));
  }

  /** Runs the work at once, and again `intervalMs` after each run has ended. The work must not reject. */
  repeat(intervalMs: number, work: () => Promise<void>, after?: Promise<void>): void {
    this.start(async () => {
      while (!this.isStopped) {
        await work();
        await this.pause(intervalMs);
      }
    }, after);
  }

  /**
   * Retries with exponential delays until the work succeeds. Logs a failure only if its reason differs from that of the
   * failure before, so that an outage does not fill the log.
   * @returns undefined if the service stopped first
   */
  async retry<T>(failureMessage: string, work: () => Promise<T>): Promise<T | undefined> {
    let lastReason: string | undefined;
    for (let failures = 0; !this.isStopped; failures++) {
      try {
        return await work();
      } catch (error) {
        if (this.isStopped) break;
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
    await wait(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }

  /** Resolves when all work has ended. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.started);
  }

  private async runAfter(after: Promise<void>, work: () => Promise<void>): Promise<void> {
    await Promise.race([after, untilAborted(this.signal)]);
    if (!this.isStopped) await work();
  }
}
