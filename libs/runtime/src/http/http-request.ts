import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, as far as its log line shows it. */
export interface LoggedRequest {
  readonly id: string;
  /** The request that asked for the code which this one uses. */
  codeRequestId?: string | undefined;
}

/** The part of Fastify's request that is logged, measured and traced. */
export interface HttpRequest extends LoggedRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly url: string;
  /** Undefined after the client has closed its connection. The type of Fastify does not say so. */
  readonly ip: string | undefined;
  /** Milliseconds from the arrival of the request until its body was read. Undefined before that. */
  readAfterMs?: number | undefined;
  /** The pattern of the route is undefined if no route matches. */
  readonly routeOptions: { readonly url?: string | undefined };
}

export interface HttpReply {
  readonly raw: ServerResponse;
  /** Milliseconds since the request arrived. */
  readonly elapsedTime: number;
}

export interface HttpServer {
  decorateRequest(name: 'codeRequestId' | 'readAfterMs', value: undefined): unknown;
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: HttpRequest, reply: HttpReply, done: () => void) => void,
  ): unknown;
}

/** The status of the answer. Undefined if none was sent: until the headers are sent, the status is only Node's default. */
export const sentStatus = ({ raw }: HttpReply): number | undefined =>
  raw.headersSent ? raw.statusCode : undefined;
