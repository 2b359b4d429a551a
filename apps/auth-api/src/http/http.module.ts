import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { OriginCheck } from './origin-check';
import { ProblemFilter } from './problem.filter';

/** The error filter of every route, and the check of the `Origin` header. */
@Module({
  providers: [OriginCheck, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [OriginCheck],
})
export class HttpModule {}
