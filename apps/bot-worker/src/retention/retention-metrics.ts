import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import type { DeletedRows } from '@app/session';

/** Metrics of the expired rows that this worker deletes. */
@Injectable()
export class RetentionMetrics {
  private readonly rows: Counter<'table'>;
  private readonly lastSuccess: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.rows = new Counter({
      name: 'otpravka_expired_rows_deleted_total',
      help: 'Expired rows that this worker deleted, by table',
      labelNames: ['table'],
      registers,
    });
    this.lastSuccess = new Gauge({
      name: 'otpravka_retention_last_success_timestamp_seconds',
      help: 'Unix time at which this worker last came to the end of the expired rows; 0 before the first time',
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    this.countDeleted({ sessions: 0, activity: 0 });
  }

  countDeleted(deleted: DeletedRows): void {
    for (const [table, count] of Object.entries(deleted)) this.rows.inc({ table }, count);
  }

  recordSuccess(): void {
    this.lastSuccess.setToCurrentTime();
  }
}
