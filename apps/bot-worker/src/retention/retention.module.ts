import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { Retention } from '@app/session';
import { RetentionJob } from './retention-job';
import { RetentionMetrics } from './retention-metrics';

@Module({
  providers: [
    { provide: Retention, useFactory: (database: Database) => new Retention(database), inject: [Database] },
    RetentionJob,
    RetentionMetrics,
  ],
})
export class RetentionModule {}
