import { types } from 'node:util';

/** Postgres has not been reached yet, or is being reconnected. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

const AWAY_CODES = /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|EPIPE)/;
/** Connection exceptions, too many connections, shutdown, statement cut off, a standby (PostgreSQL: appendix A). */
const AWAY_STATES = /^(08...|53[0-9]..|57P0[1-5]|57014|25006)$/;
const AWAY_MESSAGES = [
  'Query read timeout',
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/** Whether an error says that Postgres cannot be reached or cannot serve now, rather than that a query was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if (error instanceof DatabaseAway) return true;
  const { code, errors } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (Array.isArray(errors) && errors.some(isDatabaseAway)) return true;
  if (typeof code === 'string' && (AWAY_CODES.test(code) || AWAY_STATES.test(code))) return true;
  return AWAY_MESSAGES.some((message) => error.message.startsWith(message));
}
