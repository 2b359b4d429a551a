import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Refuses requests before their bodies are read: paths that do not exist with 404, and senders of updates that do not know the secret
 * with 401. JSON of 1 MiB takes a tenth of a second to parse, so strangers with two connections could keep every code waiting. Node
 * discards the body of a refused request.
 * @param mayUpdate whether a sender of updates knows the secret
 */
export function refuseByHead(
  fastify: FastifyInstance,
  mayUpdate: (headers: IncomingHttpHeaders) => boolean,
): void {
  const refusalOf = ({ is404, method, headers }: FastifyRequest): 401 | 404 | undefined => {
    if (is404) return 404;
    return method === 'POST' && !mayUpdate(headers) ? 401 : undefined;
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const status = refusalOf(request);
    if (status === undefined) return done();
    void reply.status(status).send({ statusCode: status, message: STATUS_CODES[status] });
  });
}
