import { types } from 'node:util';

/** Postgres has not been reached yet, or is being reconnected. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** Of Node's sockets; ENOENT and EACCES are those of a Unix socket. */
const AWAY_CODES = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE)/;
const AWAY_SOCKET_CODES = /^(ENOENT|EACCES)$/;
/** Connection exceptions, too many connections, shutdown, statement cut off, a standby (PostgreSQL: appendix A). */
const PROTOCOL_VIOLATION = '08P01';
const AWAY_STATES = /^(08...|53[0-9]..|57P0[1-5]|57014|25006)$/;
/** node-postgres' own errors have no code, and a server's always has one. */
const MESSAGES_WITHOUT_CODE = [
  'Query read timeout',
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/** Whether an error says that Postgres cannot be reached or cannot serve now, rather than that a query was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if (error instanceof DatabaseUnavailable) return true;
  const { code, errors, syscall } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (Array.isArray(errors) && errors.some(isDatabaseUnavailable)) return true;
  if (typeof code !== 'string') {
    return MESSAGES_WITHOUT_CODE.some((message) => error.message.startsWith(message));
  }
  if (syscall === 'connect' && AWAY_SOCKET_CODES.test(code)) return true;
  return AWAY_CODES.test(code) || (AWAY_STATES.test(code) && !isStartupRefused(error));
}

/**
 * PgBouncer refuses startup options for good. It has one SQLSTATE for all that it says itself, also for what passes:
 * "unsupported startup parameter: options", since 1.20 also "unsupported startup parameter in options: role".
 */
function isStartupRefused(error: Error): boolean {
  return isProtocolViolation(error) && error.message.startsWith('unsupported startup parameter');
}

/** At the startup it may say that startup options are refused, in whatever words, or something that passes. */
export function isProtocolViolation(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === PROTOCOL_VIOLATION;
}
