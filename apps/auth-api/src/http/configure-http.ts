import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ApiConfig, drainConnections, markClientAborts } from '@app/runtime';
import { ApiAdapter } from './api-adapter';
import { answerClientError } from './client-error';
import { OriginCheck } from './origin-check';
import { ProblemFilter } from './problem.filter';
import { sendRateLimitHeaders } from './request-limits';
import { securityHeaders } from './security-headers';
import { warnOfProxies } from './proxy-warning';
import { warnOfUnknownOrigins } from './unknown-origins';

const BODY_LIMIT_BYTES = 16 * 1024;
/** Longest time to receive a whole request. A client that sends byte by byte would otherwise hold its socket forever. */
const REQUEST_TIMEOUT_MS = 30_000;

const READABLE_HEADERS = ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'WWW-Authenticate'];

const problems = new ProblemFilter();

export const fastifyAdapter = ({ trustedHops }: ApiConfig): ApiAdapter =>
  new ApiAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // The service has no Nest middleware, so no request needs to pass its layer. Whoever adds a middleware removes this line.
    skipMiddie: true,
    trustProxy: (_: string, hop: number) => hop < trustedHops,
    // No header names a request: many proxies pass on the one that a client sent, who could give two requests the same id.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // Handles errors before any hook or route, such as a path that cannot be decoded.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers({ 'X-Request-Id': request.id, 'Cache-Control': 'no-store' });
      problems.answer(error, request, reply);
    },
    clientErrorHandler: answerClientError,
    // Requests that still arrive during a shutdown are served as usual.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });

/** Adds what every answer of the API needs: headers, CORS, limits. */
export function configureHttp(app: NestFastifyApplication, config: ApiConfig): void {
  const fastify = app.getHttpAdapter().getInstance();
  sendRateLimitHeaders(fastify);
  addHeaders(fastify);
  if (config.corsOrigins.length > 0) allowCors(app);
  acceptEmptyJson(fastify);
  drainConnections(fastify);
  markClientAborts(fastify);
  ignoreExpectations(fastify);
  warnOfProxies(fastify, config);
  warnOfUnknownOrigins(fastify, app.get(OriginCheck));
  if (config.isClientInRealIp) readRealIp(fastify);
}

function allowCors(app: NestFastifyApplication): void {
  const origins = app.get(OriginCheck);
  app.enableCors({
    origin: (sent: string | undefined, answer: (error: null, isAllowed: boolean) => void) =>
      answer(null, origins.isAllowed(sent)),
    exposedHeaders: READABLE_HEADERS,
    // Lets pages of the same site send the cookie with the refresh token.
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    maxAge: 600,
  });
}

/** Many clients send `Content-Type: application/json` without a body. */
function acceptEmptyJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) =>
    body === '' ? done(null, undefined) : parse(request, body, done),
  );
}

/** An unknown expectation may be ignored (RFC 9110, 10.1.1). Node's default is a 417 without a body. */
function ignoreExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function addHeaders(fastify: FastifyInstance): void {
  const headers = securityHeaders();
  const uncachedHeaders = { ...headers, 'cache-control': 'no-store' };
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/api/') ? uncachedHeaders : headers);
    reply.header('x-request-id', request.id);
    done();
  });
}

/** The rest of the service reads the client's address from X-Forwarded-For. */
function readRealIp(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const address = raw.headers['x-real-ip'];
    if (address !== undefined) raw.headers['x-forwarded-for'] = address;
    done();
  });
}
