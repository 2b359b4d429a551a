import { Logger } from '@nestjs/common';

const logger = new Logger('Requests');

/**
 * Writes the log lines of one request, each with the id of that request. An AsyncLocalStorage would make every promise slower
 * (docs/decisions/0032-the-hot-path.md).
 */
export class RequestLog {
  constructor(private readonly requestId: string) {}

  /** Reports a part of the request that failed, although the failure is not the answer. */
  warn(error: unknown, message: string): void {
    logger.warn({ requestId: this.requestId, error }, message);
  }
}
