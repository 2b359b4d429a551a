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
  /** Names the process in every line. */
  readonly service: string;
  /** Standard output when absent. */
  readonly destination?: DestinationStream;
}

/** Type, message, code, stack and cause; not the rest, which in errors of libraries holds bodies, SQL and parameters. */
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
/** One for the whole process, so that its end can wait for what is still to be written. */
const standardOutput = () => (opened ??= pino.destination({ dest: 1, sync: false }));

const LAST_WORDS_MS = 1_000;

/**
 * The process ends: what was logged is written, for as long as somebody reads it. Without a reader pino's own flush at the
 * exit would go on for ever.
 */
export async function endLogs(): Promise<void> {
  const output = standardOutput();
  const isWritten = once(output as unknown as EventEmitter, 'close').catch(() => undefined);
  output.end();
  await Promise.race([isWritten, wait(LAST_WORDS_MS)]);
  output.destroy();
}

/** For what happens before a Nest application stands or after it fell. */
export const plainLogger = (options: LoggingOptions) =>
  pino(pinoOptions(options), options.destination ?? standardOutput());

const SENT_BY_A_PROXY = /^[A-Za-z0-9._-]{8,64}$/;

/** The id of a request in answers and log lines: as a proxy in front named it, else a fresh one. */
export function requestIdOf(headers: IncomingMessage['headers']): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SENT_BY_A_PROXY.test(sent) ? sent : randomUUID();
}

/** Nothing of ours is longer; what a stranger sends may be. */
const LONGEST_PATH = 200;

const withoutQuery = (url: string | undefined): string => (url ?? '').split('?', 1)[0]!;

/** The caller hung up before the whole answer was written. */
const isAborted = (request: IncomingMessage, response: ServerResponse): boolean =>
  request.readableAborted || !response.writableEnded;

type Served = IncomingMessage & { id?: string | number | object; originalUrl?: string; ip?: string };

/**
 * JSON lines on standard output, one per request, each with the id of its request. Bodies, headers and queries are never
 * logged: codes, tokens and phones travel in them.
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
      // Before the head of an answer is sent, the status is only the one that Node begins with.
      response: (response: ServerResponse) => (response.headersSent ? { status: response.statusCode } : {}),
    },
    autoLogging: {
      ignore: (request: Served) => withoutQuery(request.originalUrl ?? request.url).startsWith('/health/'),
    },
    customLogLevel: (request: IncomingMessage, response: ServerResponse) => {
      if (isAborted(request, response)) return 'debug';
      return response.statusCode >= 500 ? 'warn' : 'info';
    },
    // The error itself is logged where it is caught; here it would be a stack of the logger's own.
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
