import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Nest describes its boot in a hundred lines, which nobody reads at night. Its own debugging needs them. */
const BOOT_CONTEXTS: ReadonlySet<unknown> = new Set([
  ...['InstanceLoader', 'NestApplication', 'NestFactory', 'NestMicroservice'],
  ...['RouterExplorer', 'RoutesResolver'],
]);

/**
 * Writes what Nest's `Logger` logs as lines of pino. Nest calls each method with the message, optional parameters, and the name
 * of the context at the end.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  verbose(message: unknown, ...parameters: unknown[]): void {
    this.write('trace', message, parameters);
  }

  debug(message: unknown, ...parameters: unknown[]): void {
    this.write('debug', message, parameters);
  }

  log(message: unknown, ...parameters: unknown[]): void {
    this.write(BOOT_CONTEXTS.has(parameters.at(-1)) ? 'debug' : 'info', message, parameters);
  }

  warn(message: unknown, ...parameters: unknown[]): void {
    this.write('warn', message, parameters);
  }

  /** Nest's own code calls it with a text, a stack and a context; ours with an object and a text. */
  error(message: unknown, ...parameters: unknown[]): void {
    this.write('error', message, parameters);
  }

  fatal(message: unknown, ...parameters: unknown[]): void {
    this.write('fatal', message, parameters);
  }

  private write(level: Level, message: unknown, parameters: unknown[]): void {
    const context = parameters.pop();
    const [detail] = parameters;
    if (message instanceof Error) this.pino[level]({ context, error: message }, message.message);
    else if (typeof message === 'object') this.pino[level]({ ...message, context }, detail as string);
    else
      this.pino[level]({ context, ...(typeof detail === 'string' && { stack: detail }) }, message as string);
  }
}
