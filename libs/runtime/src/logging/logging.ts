import { randomUUID } from 'node:crypto';
import { type EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import pino, { type DestinationStream, type LoggerOptions } from 'pino';
import { scrub } from './scrub';

export interface LoggingOptions {
  readonly level: string;
  /** The name of the process in every line. */
  readonly service: string;
  /** Standard output when absent. */
  readonly destination?: DestinationStream;
}

/** Keeps type, message, code, stack and cause. Other fields of library errors contain bodies, SQL and parameters. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

const pinoOptions = ({ level, service }: LoggingOptions): LoggerOptions => ({
  level,
  base: { service },
  messageKey: 'message',
  errorKey: 'error',
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError, error: describeError },
  hooks: { streamWrite: scrub },
});

let opened: ReturnType<typeof pino.destination> | undefined;
/** One destination for the whole process, so that `endLogs` can wait until everything is written. */
const standardOutput = () => (opened ??= pino.destination({ dest: 1, sync: false }));

const FLUSH_LIMIT_MS = 1_000;

/**
 * Writes the remaining log lines before the process ends. The time is limited, because pino's own flush at exit never ends when
 * nobody reads the output.
 */
export async function endLogs(): Promise<void> {
  const output = standardOutput();
  const isWritten = once(output as unknown as EventEmitter, 'close').catch(() => undefined);
  output.end();
  await Promise.race([isWritten, wait(FLUSH_LIMIT_MS)]);
  output.destroy();
}

/** A logger for the time before the Nest application exists and after it has failed. */
export const plainLogger = (options: LoggingOptions) =>
  pino(pinoOptions(options), options.destination ?? standardOutput());

const SENT_BY_A_PROXY = /^[A-Za-z0-9._-]{8,64}$/;

/** The id of a request in answers and log lines: the one that a proxy sent, or else a new one. */
export function requestIdOf(headers: IncomingMessage['headers']): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SENT_BY_A_PROXY.test(sent) ? sent : randomUUID();
}

/** Our own paths are shorter. A path from a stranger may be longer. */
const LONGEST_PATH = 200;

const withoutQuery = (url: string | undefined): string => (url ?? '').split('?', 1)[0]!;

/** Whether the client aborted the request before the answer was complete. */
const isAborted = (request: IncomingMessage, response: ServerResponse): boolean =>
  request.readableAborted || !response.writableEnded;

type Served = IncomingMessage & { id?: string | number | object; originalUrl?: string; ip?: string };

/**
 * Writes JSON lines to standard output, one per request, each with the id of its request. Bodies, headers and queries are never
 * logged, because they contain codes, tokens and phones.
 */
export function loggingModule(options: LoggingOptions): DynamicModule {
  const settings = {
    ...pinoOptions(options),
    wrapSerializers: false,
    genReqId: (request: Served) => request.id ?? requestIdOf(request.headers),
    customAttributeKeys: { req: 'request', res: 'response', err: 'error', responseTime: 'ms' },
    serializers: {
      err: describeError,
      error: describeError,
      request: (request: Served) => ({
        id: request.id,
        method: request.method,
        path: withoutQuery(request.originalUrl ?? request.url).slice(0, LONGEST_PATH),
        address: request.ip ?? request.socket.remoteAddress,
      }),
      // Until the headers are sent, the status is only Node's default.
      response: (response: ServerResponse) => (response.headersSent ? { status: response.statusCode } : {}),
    },
    autoLogging: {
      ignore: (request: Served) => withoutQuery(request.originalUrl ?? request.url).startsWith('/health/'),
    },
    customLogLevel: (request: IncomingMessage, response: ServerResponse) => {
      if (isAborted(request, response)) return 'debug';
      return response.statusCode >= 500 ? 'warn' : 'info';
    },
    // The error is logged where it is caught. Here it would only have a stack of the logger.
    customErrorObject: (_: IncomingMessage, response: ServerResponse, __: Error, line: { ms?: number }) => ({
      response,
      ms: line.ms,
    }),
    customErrorMessage: () => 'request failed',
  } as const;
  return LoggerModule.forRoot({
    pinoHttp: [settings, options.destination ?? standardOutput()],
  });
}
