import type { Server } from 'node:http';

interface Fastify {
  readonly server: Server;
  addHook(name: 'preClose', hook: (done: () => void) => void): unknown;
}

const INTERVAL_MS = 50;

/**
 * Closes connections at shutdown as they become idle. Node closes idle connections only once, when closing begins, and would
 * then wait for those that clients keep alive after their last request.
 */
export function drainConnections(fastify: Fastify): void {
  const { server } = fastify;
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => server.closeIdleConnections(), INTERVAL_MS);
    server.once('close', () => clearInterval(timer));
    done();
  });
}
