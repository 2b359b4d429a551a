import { type EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
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

/** Writes JSON lines without secrets (`scrub`). */
export const serviceLogger = (options: LoggingOptions): Logger =>
  pino({ ...pinoOptions(options), hooks: { streamWrite: scrub } }, options.destination ?? standardOutput());

/** Does not scrub its lines. The caller scrubs every text that could contain a secret. */
export const unscrubbedLogger = (options: LoggingOptions): Logger =>
  pino(pinoOptions(options), options.destination ?? standardOutput());
