import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { type DeletedRows, Retention } from '@app/session';
import { BackgroundWork } from '../scheduling/background-work';
import { RetentionMetrics } from './retention-metrics';

const INTERVAL_MS = 60_000;

/** Deletes expired rows at boot and every minute. Of several workers, one deletes at a time. */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(RetentionJob.name);
  private readonly background = new BackgroundWork(this.log);

  constructor(
    private readonly retention: Retention,
    private readonly metrics: RetentionMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.background.repeat(INTERVAL_MS, () => this.deleteExpired());
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async deleteExpired(): Promise<void> {
    try {
      const countDeleted = (deleted: DeletedRows) => this.metrics.countDeleted(deleted);
      if (await this.retention.deleteExpired(countDeleted, this.background.signal))
        this.metrics.recordSuccess();
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'expired rows could not be deleted; they are deleted later');
    }
  }
}
