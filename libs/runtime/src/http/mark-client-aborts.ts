import type { Readable } from 'node:stream';

interface Fastify {
  addHook(
    name: 'preParsing',
    hook: (request: unknown, reply: unknown, body: Readable, done: () => void) => void,
  ): unknown;
}

/**
 * Sets the status 400 on the error when a client aborts its request body. The error is ECONNRESET, which a filter would take
 * for a failed store or a defect. This listener is registered first, so it runs before any other handler of the error.
 */
export function markClientAborts(fastify: Fastify): void {
  fastify.addHook('preParsing', (_request, _reply, body, done) => {
    body.once('error', (error) => Object.assign(error, { statusCode: 400 }));
    done();
  });
}
