import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LimitState } from '@app/otp';
import { rateLimitHeaders } from './rate-limit-headers';

declare module 'fastify' {
  interface FastifyRequest {
    /** The windows that this request was counted in, in the order of the headers. Routes add to it. */
    readonly limits: LimitState[];
  }
}

const limitsByRequest = new WeakMap<FastifyRequest, LimitState[]>();

/** Writes the `RateLimit` headers of every answer from `request.limits`. */
export function sendRateLimitHeaders(fastify: FastifyInstance): void {
  // A getter, because hooks of plugins, such as CORS, may answer before any hook of ours runs.
  fastify.decorateRequest('limits', {
    getter(this: FastifyRequest) {
      const limits = limitsByRequest.get(this) ?? [];
      limitsByRequest.set(this, limits);
      return limits;
    },
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    reply.headers(rateLimitHeaders(request.limits));
    done();
  });
}
