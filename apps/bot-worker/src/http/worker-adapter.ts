import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';

type ErrorHandler = Parameters<FastifyAdapter['setErrorHandler']>[0];

/** An update may contain long texts. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Answers client errors that Fastify raises before a route runs, such as invalid JSON or an aborted body. Nest would log each
 * of them as an error with its stack, although the caller caused it.
 */
export class WorkerAdapter extends FastifyAdapter {
  constructor() {
    super({
      bodyLimit: BODY_LIMIT_BYTES,
      requestTimeout: 30_000,
      // As in the API, no header names a request.
      requestIdHeader: false,
      genReqId: () => randomUUID(),
    });
  }

  override setErrorHandler(handler: ErrorHandler): ReturnType<FastifyAdapter['setErrorHandler']> {
    return super.setErrorHandler(function (error, request, reply) {
      const { statusCode } = error as { statusCode?: number };
      if (statusCode === undefined || statusCode < 400 || statusCode > 499)
        return handler.call(this, error, request, reply) as unknown;
      return reply.status(statusCode).send({ statusCode, message: STATUS_CODES[statusCode] });
    });
  }
}
