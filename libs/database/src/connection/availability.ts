import type { Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';

/** Logs once when a running service loses Postgres, and once when it reaches Postgres again. */
export class Availability {
  private isLost = false;

  constructor(private readonly log: Logger) {}

  recordFailure(error: unknown): void {
    if (!this.isLost) this.log.warn({ reason: reasonOf(error) }, 'Postgres is unavailable');
    this.isLost = true;
  }

  recordSuccess(): void {
    if (this.isLost) this.log.log('Postgres is available again');
    this.isLost = false;
  }
}
