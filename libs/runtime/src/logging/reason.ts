import { types } from 'node:util';

/** Describes a failure in a few words for a log line. For a host with two addresses, Node throws an error without a message. */
export function reasonOf(error: unknown): string {
  // Node's own errors are no instances of the Error of a VM context, as Jest has.
  if (!types.isNativeError(error)) return typeof error;
  const { message, code, errors } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (message) return message;
  return errors?.length ? errors.map(reasonOf).join('; ') : (code ?? error.name);
}
