import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoggingOptions, unscrubbedLogger } from '../logging/logging';
import { scrub } from '../logging/scrub';

/** A request, as far as its log line shows it. */
export interface LoggedRequest {
  readonly id: string;
  /** The request that asked for the code which this one uses. */
  codeRequestId?: string | undefined;
}

interface Request extends LoggedRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly url: string;
  /** Undefined after the client has closed its connection. The type of Fastify does not say so. */
  readonly ip: string | undefined;
}

interface Reply {
  readonly raw: ServerResponse;
  /** Milliseconds since the request arrived. */
  readonly elapsedTime: number;
}

interface Fastify {
  decorateRequest(name: 'codeRequestId', value: undefined): unknown;
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

/** Our own paths are shorter. A path from a stranger may be longer. */
const LONGEST_PATH = 200;

const isHealthCheck = ({ url }: Request): boolean => url.startsWith('/health/');

/** Whether the client aborted the request before the answer was complete. */
const isAborted = ({ raw: request }: Request, { raw: response }: Reply): boolean =>
  request.readableAborted || !response.writableFinished;

/**
 * Logs one line for each request but health checks, with the id of the request. Bodies, headers and queries are never logged,
 * because they contain codes, tokens and phones.
 */
export function logRequests(fastify: Fastify, options: LoggingOptions): void {
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

  function logEnd(request: Request, reply: Reply, address = ''): void {
    const { statusCode: status, headersSent } = reply.raw;
    const line = {
      request: { ...describeRequest(request), address: scrub(address) },
      // Until the headers are sent, the status is only Node's default.
      response: headersSent ? { status } : {},
      ...(request.codeRequestId !== undefined && { codeRequestId: request.codeRequestId }),
      ms: Math.round(reply.elapsedTime),
    };
    if (isAborted(request, reply)) log.debug(line, 'request aborted');
    else if (status >= 500) log.warn(line, 'request failed');
    else log.info(line, 'request completed');
  }
}

function describeRequest({ id, method, url }: Request) {
  const query = url.indexOf('?');
  const path = url.slice(0, Math.min(query === -1 ? url.length : query, LONGEST_PATH));
  return { id, method, path: scrub(path) };
}
