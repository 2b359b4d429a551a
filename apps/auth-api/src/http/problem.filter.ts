import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DomainError, negotiateLanguage } from '@app/contract';
import { TooManyRequests } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { failureOf, headersOf, problemOf } from './problem';

/** Refusals that an operator looks for when somebody guesses codes or cannot sign in. */
const LOGGED_STATUSES = new Set([401, 403, 410, 429]);

const rootCauseOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootCauseOf(error.cause) : error;

/** Answers every exception with a problem document (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problems');

  catch(exception: unknown, host: ArgumentsHost): void {
    // Nobody waits for an answer to an event.
    if (host.getType() !== 'http')
      return this.log.error({ error: exception }, 'the handler of an event failed');
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = failureOf(exception);
    this.logFailure(failure, request);
    // The headers are on their way, so no other answer can be sent.
    if (reply.sent) return;
    if (failure instanceof TooManyRequests) request.limits.push(...failure.limits);
    const language = negotiateLanguage(request.headers['accept-language']);
    void reply
      .status(failure.status)
      .headers({ ...headersOf(failure), 'Content-Language': language })
      .send(JSON.stringify(problemOf(failure, language, request.id)));
  }

  private logFailure(failure: DomainError, { id: requestId }: FastifyRequest): void {
    const refused = { requestId, problem: failure.code };
    const failed = { ...refused, error: failure.cause };
    if (LOGGED_STATUSES.has(failure.status)) this.log.log(refused, 'a request was refused');
    if (failure.code === 'internal') this.log.error(failed, 'a request failed unexpectedly');
    if (failure.code === 'unavailable')
      this.log.warn(
        { ...refused, reason: reasonOf(rootCauseOf(failure)), error: failure.cause },
        'a request failed because a store or the bot is unavailable',
      );
  }
}
