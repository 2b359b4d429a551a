import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { scrub } from './scrub';
import { standardOutput } from './standard-output';

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
});

/** Writes JSON lines without secrets (`scrub`). */
export const serviceLogger = (options: LoggingOptions): Logger =>
  pino({ ...pinoOptions(options), hooks: { streamWrite: scrub } }, options.destination ?? standardOutput);

/** Does not scrub its lines. The caller scrubs every text that could contain a secret. */
export const unscrubbedLogger = (options: LoggingOptions): Logger =>
  pino(pinoOptions(options), options.destination ?? standardOutput);
