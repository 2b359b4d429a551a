import { type LoggingOptions, unscrubbedLogger } from '../logging/logging';
import { scrub } from '../logging/scrub';
import { type HttpReply, type HttpRequest, type HttpServer, sentStatus } from './http-request';

/** Our own paths are shorter. A path from a stranger may be longer. */
const LONGEST_PATH = 200;

const isHealthCheck = ({ url }: HttpRequest): boolean => url.startsWith('/health/');

/** Whether the client aborted the request before the answer was complete. */
const isAborted = ({ raw: request }: HttpRequest, { raw: response }: HttpReply): boolean =>
  request.readableAborted || !response.writableFinished;

/**
 * Logs one line for each request but health checks, with the id of the request. Bodies, headers and queries are never logged,
 * because they contain codes, tokens and phones.
 */
export function logRequests(fastify: HttpServer, options: LoggingOptions): void {
  const log = unscrubbedLogger(options);
  fastify.decorateRequest('codeRequestId', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isHealthCheck(request)) {
      // Read now, because a socket that has been closed has no address any more.
      const { ip } = request;
      reply.raw.once('close', () => logEnd(request, reply, ip));
    }
    done();
  });

  function logEnd(request: HttpRequest, reply: HttpReply, address = ''): void {
    const status = sentStatus(reply);
    const line = {
      request: { ...describeRequest(request), address: scrub(address) },
      response: status === undefined ? {} : { status },
      ...(request.codeRequestId !== undefined && { codeRequestId: request.codeRequestId }),
      ms: Math.round(reply.elapsedTime),
    };
    if (isAborted(request, reply)) log.debug(line, 'request aborted');
    else if (reply.raw.statusCode >= 500) log.warn(line, 'request failed');
    else log.info(line, 'request completed');
  }
}

function describeRequest({ id, method, url }: HttpRequest) {
  const query = url.indexOf('?');
  const path = url.slice(0, Math.min(query === -1 ? url.length : query, LONGEST_PATH));
  return { id, method, path: scrub(path) };
}
