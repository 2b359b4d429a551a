import type { ServerResponse } from 'node:http';
import type { Tracer } from './tracer';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly codeRequestId?: string | undefined;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface Reply {
  readonly raw: ServerResponse;
  readonly elapsedTime: number;
}

interface Fastify {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

/** Only these begin or end a sign-in. Health checks and pages would fill the collector. */
const TRACED = '/api/';

/** Records a span for each request to the API. That of a used code belongs to the trace of the request that asked for it. */
export function traceRequests(fastify: Fastify, tracer: Tracer | undefined): void {
  if (tracer === undefined) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url?.startsWith(TRACED) === true) {
      reply.raw.once('close', () => {
        const { statusCode, headersSent } = reply.raw;
        const endedAtMs = Date.now();
        const route = request.routeOptions.url ?? '';
        tracer.record({
          name: `${request.method} ${route}`,
          kind: 'server',
          requestId: request.codeRequestId ?? request.id,
          key: request.id,
          parentKey: request.codeRequestId,
          startedAtMs: endedAtMs - reply.elapsedTime,
          endedAtMs,
          attributes: {
            'http.request.method': request.method,
            'http.route': route,
            'http.response.status_code': headersSent ? statusCode : undefined,
            'otpravka.request_id': request.id,
          },
          hasFailed: statusCode >= 500,
        });
      });
    }
    done();
  });
}
