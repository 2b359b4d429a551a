import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { Retention } from '@app/session';
import { RetentionJob } from './retention-job';

@Module({
  providers: [
    { provide: Retention, useFactory: (database: Database) => new Retention(database), inject: [Database] },
    RetentionJob,
  ],
})
export class RetentionModule {}
