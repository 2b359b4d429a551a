import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, negotiateLanguage } from '@app/contract';
import { failureOf, headersOf, problemOf } from './problem';

const TOLD = new Set([401, 403, 410, 429]);

/** The one place where a failure becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problems');

  catch(exception: unknown, host: ArgumentsHost): void {
    // A bell has nobody to answer.
    if (host.getType() !== 'http') return this.log.error({ error: exception }, 'a bell met a defect');
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = failureOf(exception);
    this.tell(failure, request);
    // The answer is on its way: nothing can be said any more.
    if (reply.sent) return;
    const language = negotiateLanguage(request.headers['accept-language']);
    void reply
      .status(failure.status)
      .headers({ ...headersOf(failure), 'Content-Language': language })
      .send(JSON.stringify(problemOf(failure, language, request.id)));
  }

  private tell(failure: DomainError, request: FastifyRequest): void {
    const requestId = request.id;
    const line = { requestId, problem: failure.code, error: failure.cause };
    // What an operator looks for when somebody guesses or cannot get in.
    if (TOLD.has(failure.status)) this.log.log({ requestId, problem: failure.code }, 'a request was refused');
    if (failure.code === 'internal') this.log.error(line, 'a request met a defect');
    if (failure.code === 'unavailable') this.log.warn(line, 'a request met a store that is away');
  }
}
