import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { OriginCheck } from './origin-check';
import { ProblemFilter } from './problem.filter';

/** What every route shares: answers to failures, and the check of an `Origin`. */
@Module({
  providers: [OriginCheck, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [OriginCheck],
})
export class HttpModule {}
