import { type HttpServer, sentStatus } from '../http/http-request';
import type { Tracer } from './tracer';

/** Only these begin or end a sign-in. Health checks and pages would fill the collector. */
const TRACED = '/api/';

/** Records a span for each request to the API. That of a used code belongs to the trace of the request that asked for it. */
export function traceRequests(fastify: HttpServer, tracer: Tracer | undefined): void {
  if (tracer === undefined) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url?.startsWith(TRACED) === true) {
      reply.raw.once('close', () => {
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
            'http.response.status_code': sentStatus(reply),
            'otpravka.request_id': request.id,
          },
          hasFailed: reply.raw.statusCode >= 500,
        });
      });
    }
    done();
  });
}
