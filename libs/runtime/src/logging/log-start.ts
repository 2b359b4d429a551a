import { Logger } from '@nestjs/common';
import { readBuildInfo } from '../build-info';

/** The line of a finished boot: where the service listens, and which build runs on which Node. */
export const logStart = (address: string): void =>
  new Logger('Boot').log(
    { address, ...readBuildInfo(), node: process.version },
    'the service has started; /health/ready says whether it may be used',
  );
