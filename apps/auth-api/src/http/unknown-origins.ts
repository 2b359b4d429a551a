import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { httpOrigin } from '@app/runtime';
import type { OriginCheck } from './origin-check';

/** Anybody can send any origin, and must not fill the log. */
const MOST_WARNINGS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;
/** A host name has 253 characters at most. */
const LONGEST_ORIGIN = 300;

/**
 * Tells why a browser blocks a page, once an hour for each origin: the page learns only that nothing answers. The host is what the
 * proxy in front has sent: if it is not the one in the browser, the origin of our own pages is unknown too.
 */
export function warnOfUnknownOrigins(
  fastify: FastifyInstance,
  origins: Pick<OriginCheck, 'isTrusted'>,
  now: () => number = () => performance.now(),
): void {
  const log = new Logger('Cors');
  let warned = new Set<string>();
  let startedAt = now();

  const isNew = (origin: string): boolean => {
    if (now() - startedAt >= HOUR_MS) [warned, startedAt] = [new Set(), now()];
    return !warned.has(origin) && warned.size < MOST_WARNINGS_PER_HOUR;
  };
  const warn = (origin: string, { id, host }: FastifyRequest): void => {
    warned.add(origin);
    log.warn(
      { requestId: id, host },
      `${origin} is not in CORS_ORIGINS and is not the origin of this host, so browsers keep its pages from the API. If they are yours, set CORS_ORIGINS=${origin}; if they are those of this service, the proxy in front must pass on Host`,
    );
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    // An origin such as `null`, of a page in a sandbox, cannot be in CORS_ORIGINS.
    const origin = request.headers.origin?.slice(0, LONGEST_ORIGIN);
    if (origin !== undefined && isNew(origin) && httpOrigin(origin) && !origins.isTrusted(origin, request))
      warn(origin, request);
    done();
  });
}
