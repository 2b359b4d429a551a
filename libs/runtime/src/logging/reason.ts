/** What an operator has to know about messages of the client of Redis and of Redis itself that do not say it. */
const EXPLANATIONS: readonly (readonly [message: RegExp, explanation: string])[] = [
  [/^Stream isn't writeable|^Connection is closed|^Reached the max retries/, 'Redis is not connected'],
  [/^Command timed out$/, 'Redis did not answer in time'],
  [/^NOAUTH\b/, 'Redis requires a password, and REDIS_URL has none'],
  [/^WRONGPASS\b/, 'Redis does not accept the user or the password of REDIS_URL'],
  [/^ERR AUTH .+without any password/, 'Redis has no password, and REDIS_URL has one'],
  [/\bOOM command not allowed\b/, 'Redis is full: its memory has reached maxmemory'],
  [/\bREADONLY You can't write\b/, 'Redis is a replica, which accepts no writes'],
];

const explained = (message: string): string =>
  EXPLANATIONS.find(([known]) => known.test(message))?.[1] ?? message;

/** A DOMException is no native error, and errors of another VM context, as Jest has one, are no instances of this one's Error. */
const isErrorLike = (error: unknown): error is Error =>
  typeof error === 'object' && typeof (error as Error | null)?.message === 'string';

/** Describes a failure in a few words for a log line. For a host with two addresses, Node throws an error without a message. */
export function reasonOf(error: unknown): string {
  if (!isErrorLike(error)) return typeof error;
  const { message, code, errors } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (message) return explained(message);
  return errors?.length ? errors.map(reasonOf).join('; ') : (code ?? error.name);
}
