import type { FastifyInstance } from 'fastify';
import type { LimitState } from '@app/otp';
import { rateLimitHeaders } from './rate-limit-headers';

declare module 'fastify' {
  interface FastifyRequest {
    /** The windows that this request was counted in, in the order of the headers. */
    limits: LimitState[];
  }
}

/**
 * Writes the `RateLimit` headers of every answer from `request.limits`. Register it before other hooks, because their
 * failures are answered too.
 */
export function sendRateLimitHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.limits = [];
    done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    reply.headers(rateLimitHeaders(request.limits));
    done();
  });
}
