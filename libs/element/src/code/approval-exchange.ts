/** Long enough for a service that is unavailable, and short enough for a person who waits. */
const RETRY_MS = 5_000;

/**
 * Runs the exchange of an approved challenge, one at a time. The event stream reports the approval again after each reconnection,
 * so another exchange starts at the earliest five seconds after the last one: a refusal does not become a loop.
 */
export class ApprovalExchange {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private earliest = 0;
  private isRunning = false;

  start(exchange: () => Promise<void>): void {
    if (this.isRunning) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(exchange), Math.max(0, this.earliest - Date.now()));
  }

  private async run(exchange: () => Promise<void>): Promise<void> {
    this.isRunning = true;
    try {
      await exchange();
    } finally {
      this.isRunning = false;
      this.earliest = Date.now() + RETRY_MS;
    }
  }
}
