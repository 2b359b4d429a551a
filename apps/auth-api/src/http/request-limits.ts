import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LimitState } from '@app/otp';
import { rateLimitHeaders } from './rate-limit-headers';

declare module 'fastify' {
  interface FastifyRequest {
    /** The windows that this request was counted in, in the order of the headers. Routes add to it. */
    readonly limits: LimitState[];
    countedLimits: LimitState[] | undefined;
  }
}

/** Writes the `RateLimit` headers of every answer from `request.limits`. */
export function sendRateLimitHeaders(fastify: FastifyInstance): void {
  fastify.decorateRequest('countedLimits', undefined);
  // A getter, because hooks of plugins, such as CORS, may answer before any hook of ours runs.
  fastify.decorateRequest('limits', {
    getter(this: FastifyRequest) {
      return (this.countedLimits ??= []);
    },
  });
  fastify.addHook('onSend', ({ countedLimits }, reply, _payload, done) => {
    if (countedLimits !== undefined) reply.headers(rateLimitHeaders(countedLimits));
    done();
  });
}
