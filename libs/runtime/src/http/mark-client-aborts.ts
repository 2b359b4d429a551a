import type { Readable } from 'node:stream';

interface Fastify {
  addHook(
    name: 'preParsing',
    hook: (request: unknown, reply: unknown, body: Readable, done: () => void) => void,
  ): unknown;
}

/**
 * A caller that hangs up in the middle of its body fails the request with ECONNRESET, which a filter would take for the
 * error of a store or for a defect. The status 400 marks the error as the caller's. It has to be set before anything else
 * hears of the error, hence the first listener.
 */
export function markClientAborts(fastify: Fastify): void {
  fastify.addHook('preParsing', (_request, _reply, body, done) => {
    body.once('error', (error) => Object.assign(error, { statusCode: 400 }));
    done();
  });
}
