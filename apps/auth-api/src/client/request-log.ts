import { Logger } from '@nestjs/common';
import type { LoggedRequest } from '@app/runtime';

const logger = new Logger('Requests');

/**
 * Writes the log lines of one request, each with the id of that request. An AsyncLocalStorage would make every promise slower
 * (docs/decisions/0032-the-hot-path.md).
 */
export class RequestLog {
  constructor(private readonly request: LoggedRequest) {}

  get requestId(): string {
    return this.request.id;
  }

  /** The line about this request will name the request that asked for its code, so that both can be found together. */
  linkToCode(codeRequestId: string | undefined): void {
    this.request.codeRequestId = codeRequestId;
  }

  /** Reports a part of the request that failed, although the failure is not the answer. */
  warn(error: unknown, message: string): void {
    logger.warn({ requestId: this.requestId, error }, message);
  }
}
