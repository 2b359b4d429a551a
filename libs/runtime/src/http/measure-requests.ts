import type { Registry } from 'prom-client';
import { LatencyHistogram, type Observer } from '../metrics/latency-histogram';
import { type HttpServer, sentStatus } from './http-request';

/** The status that proxies log when the client closed the connection before the answer began. */
const CLIENT_CLOSED = 499;
/** Paths of strangers share one series, so that they cannot fill the memory. */
const UNMATCHED = 'unmatched';
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Measures each request by its route, method and status. The route is the pattern and never the path, which contains ids. The time
 * begins when the body has been read, so a client that sends it slowly does not make the service look slow. A request
 * whose body was not read, because its head was refused, it is malformed or the client left, counts with no time: it would be the
 * client's. An event stream counts when it ends, so its time is that of the open page.
 */
export function measureRequests(fastify: HttpServer, registry: Registry): void {
  const histogram = new LatencyHistogram(registry, {
    name: 'otpravka_http_request_duration_seconds',
    help: 'From the time at which the body was read until the answer is sent, by route, method and status; 0 if it was not read; 499: the client left before',
    buckets: BUCKETS,
  });
  const observers = new Map<string, Observer>();
  const observerOf = (route: string, method: string, status: number): Observer => {
    const key = `${status}${method}${route}`;
    let observer = observers.get(key);
    if (observer === undefined) {
      observer = histogram.observer({ route, method, status: String(status) });
      observers.set(key, observer);
    }
    return observer;
  };

  fastify.decorateRequest('readAfterMs', undefined);
  fastify.addHook('preValidation', (request, reply, done) => {
    request.readAfterMs = reply.elapsedTime;
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? UNMATCHED;
      const status = sentStatus(reply) ?? CLIENT_CLOSED;
      const ms = request.readAfterMs === undefined ? 0 : reply.elapsedTime - request.readAfterMs;
      observerOf(route, request.method, status).observe(ms / 1_000);
    });
    done();
  });
}
