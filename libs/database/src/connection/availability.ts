import type { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { reasonOf } from '@app/runtime';

/** Logs once when a running service loses Postgres, and once when it reaches Postgres again. */
export class Availability {
  private isLost = false;

  constructor(private readonly log: Logger) {}

  watch(pool: Pool): void {
    // An idle connection was closed. A busy one reports it to its query.
    pool.on('error', (error) => this.recordFailure(error));
    pool.on('connect', () => {
      if (this.isLost) this.log.log('Postgres is available again');
      this.isLost = false;
    });
  }

  recordFailure(error: unknown): void {
    if (!this.isLost) this.log.warn({ reason: reasonOf(error) }, 'Postgres is unavailable');
    this.isLost = true;
  }
}
