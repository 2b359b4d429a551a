/** Why something failed, in a few words for a log line. Node tells of a host with two addresses in an error without words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { message, code, errors } = error as Partial<AggregateError> & NodeJS.ErrnoException;
  if (message) return message;
  return errors?.length ? errors.map(reasonOf).join('; ') : (code ?? error.name);
}
