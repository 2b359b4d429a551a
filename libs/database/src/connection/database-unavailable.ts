import { types } from 'node:util';

/** Postgres is unreachable, or cannot serve now. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** Error codes of Node's sockets; ENOENT and EACCES are those of a Unix socket. */
const UNAVAILABLE_CODES = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE)/;
const UNAVAILABLE_SOCKET_CODES = /^(ENOENT|EACCES)$/;
const PROTOCOL_VIOLATION = '08P01';
/**
 * Connection exceptions, too many connections, shutdown, canceled statement, a standby (PostgreSQL: appendix A). A refused login
 * ends a boot, see `login-refusal.ts`; while a service runs, somebody is changing the password.
 */
const UNAVAILABLE_STATES = /^(08...|53[0-9]..|57P0[1-5]|57014|25006|28000|28P01)$/;
/** Errors of node-postgres itself have no code; those of the server always have one. */
const MESSAGES_WITHOUT_CODE = [
  'Query read timeout',
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/** Whether an error means that Postgres is unavailable, and not that a query was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if (error instanceof DatabaseUnavailable) return true;
  const { code, errors, syscall } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (Array.isArray(errors) && errors.some(isDatabaseUnavailable)) return true;
  if (typeof code !== 'string') {
    return MESSAGES_WITHOUT_CODE.some((message) => error.message.startsWith(message));
  }
  if (syscall === 'connect' && UNAVAILABLE_SOCKET_CODES.test(code)) return true;
  return UNAVAILABLE_CODES.test(code) || (UNAVAILABLE_STATES.test(code) && !isStartupRefused(error));
}

/**
 * PgBouncer refuses startup options permanently. All its own errors, also the temporary ones, have the same SQLSTATE, so
 * the message decides: "unsupported startup parameter: options", since 1.20 also "unsupported startup parameter in
 * options: role".
 */
function isStartupRefused(error: Error): boolean {
  return isProtocolViolation(error) && error.message.startsWith('unsupported startup parameter');
}

/** While connecting, this error means that startup options are refused, or that a temporary failure occurred. */
export function isProtocolViolation(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === PROTOCOL_VIOLATION;
}
