import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiAdapter } from './api-adapter';
import { answerClientError } from './client-error';
import { ProblemFilter } from './problem.filter';
import { type ApiConfig, drainConnections, markClientAborts, requestIdOf } from '@app/runtime';
import { OriginCheck } from './origin-check';

const BODY_LIMIT_BYTES = 16 * 1024;

const problems = new ProblemFilter();

export const fastifyAdapter = ({ trustedHops }: ApiConfig): ApiAdapter =>
  new ApiAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: (_: string, hop: number) => hop < trustedHops,
    requestIdHeader: false,
    // A proxy of ours may name the request; anybody else could make two look like one.
    genReqId: ({ headers }: IncomingMessage) => requestIdOf(trustedHops > 0 ? headers : {}),
    // What is refused before any hook or route, such as a path that cannot be decoded.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers({ 'X-Request-Id': request.id, 'Cache-Control': 'no-store' });
      problems.answer(error, request, reply);
    },
    clientErrorHandler: answerClientError,
    // What still arrives while the service stops is answered as ever.
    return503OnClosing: false,
    // One who sends its request byte by byte holds no socket for ever.
    requestTimeout: 30_000,
  });

const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Other back ends and front ends on other origins read the API; CORS says which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'no-referrer' },
} as const;

const READABLE_HEADERS = ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'WWW-Authenticate'];

/** Many clients name the type of a body also where they send none. */
function acceptEmptyJson(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) =>
    body === '' ? done(null, undefined) : parse(request, body, done),
  );
}

/** Headers that every answer carries, and who may read answers from other origins. */
export async function configureHttp(app: NestFastifyApplication, config: ApiConfig): Promise<void> {
  await app.register(helmet, securityHeaders);
  if (config.corsOrigins.length > 0) {
    const origins = new OriginCheck(config.corsOrigins);
    app.enableCors({
      origin: (sent: string | undefined, answer: (error: null, isAllowed: boolean) => void) =>
        answer(null, origins.isAllowed(sent)),
      exposedHeaders: READABLE_HEADERS,
      // For the cookie of the refresh token, from pages of the same site.
      credentials: true,
      methods: ['GET', 'POST', 'PATCH', 'DELETE'],
      maxAge: 600,
    });
  }

  acceptEmptyJson(app);
  const log = new Logger('Http');
  let isWarned = config.trustedHops > 0;
  const fastify = app.getHttpAdapter().getInstance();
  drainConnections(fastify);
  markClientAborts(fastify);
  // An expectation that nobody knows is none (RFC 9110, 10.1.1); Node by itself refuses it without a word.
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  );
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    if (request.url.startsWith('/api/')) reply.header('Cache-Control', 'no-store');
    if (!isWarned && request.headers['x-forwarded-for'] !== undefined) {
      isWarned = true;
      log.warn(
        'X-Forwarded-For is ignored: limits count the proxy in front. Set TRUST_PROXY to the number of proxies',
      );
    }
    done();
  });
}
