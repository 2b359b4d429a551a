/** Describes a failure in a few words for a log line. For a host with two addresses, Node throws an error without a message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { message, code, errors } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (message) return message;
  return errors?.length ? errors.map(reasonOf).join('; ') : (code ?? error.name);
}
