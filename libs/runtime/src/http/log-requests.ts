import type { ServerResponse } from 'node:http';
import { type LoggingOptions, scrubbedLogger } from '../logging/logging';
import { scrub } from '../logging/scrub';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly ip: string;
}

interface Reply {
  readonly raw: ServerResponse;
  /** Milliseconds since the request arrived. */
  readonly elapsedTime: number;
}

interface Fastify {
  addHook(name: 'onResponse', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
  addHook(name: 'onRequestAbort', hook: (request: Request, done: () => void) => void): unknown;
}

/** Our own paths are shorter. A path from a stranger may be longer. */
const LONGEST_PATH = 200;

const isHealthCheck = ({ url }: Request): boolean => url.startsWith('/health/');

function describeRequest({ id, method, url, ip }: Request) {
  const query = url.indexOf('?');
  const path = url.slice(0, Math.min(query === -1 ? url.length : query, LONGEST_PATH));
  return { id, method, path: scrub(path), address: scrub(ip) };
}

/**
 * Logs one line for each request but health checks, with the id of the request. Bodies, headers and queries are never logged,
 * because they contain codes, tokens and phones.
 */
export function logRequests(fastify: Fastify, options: LoggingOptions): void {
  const log = scrubbedLogger(options);
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!isHealthCheck(request)) {
      const status = reply.raw.statusCode;
      const ms = Math.round(reply.elapsedTime);
      const line = { request: describeRequest(request), response: { status }, ms };
      if (status >= 500) log.warn(line, 'request failed');
      else log.info(line, 'request completed');
    }
    done();
  });
  if (!log.isLevelEnabled('debug')) return;
  fastify.addHook('onRequestAbort', (request, done) => {
    if (!isHealthCheck(request)) log.debug({ request: describeRequest(request) }, 'request aborted');
    done();
  });
}
