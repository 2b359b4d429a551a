import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { OriginCheck } from './origin-check';

/** A browser that walks through many origins must not fill the log. */
const MOST_WARNINGS = 20;

/**
 * Tells the developer of a page why a browser blocks it, once for each origin: the page learns only that nothing answers. In
 * production anybody could write such lines.
 */
export function warnOfUnknownOrigins(fastify: FastifyInstance, origins: OriginCheck): void {
  const log = new Logger('Cors');
  const warned = new Set<string>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    const isNew = origin !== undefined && !warned.has(origin) && warned.size < MOST_WARNINGS;
    if (isNew && !origins.isTrusted(origin, request)) {
      warned.add(origin);
      log.warn(
        { requestId: request.id },
        `${origin} is not in CORS_ORIGINS, so browsers keep its pages from the API. Start with CORS_ORIGINS=${origin}`,
      );
    }
    done();
  });
}
