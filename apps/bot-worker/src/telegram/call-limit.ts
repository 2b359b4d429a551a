/**
 * A signal that aborts after `ms` milliseconds, or with one of the others. `AbortSignal.any` would stay with those that
 * live on for ever: on Node 20 each call would cost memory that never comes back (nodejs/node#55351).
 */
export async function withinLimit<T>(
  ms: number,
  others: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const timer = setTimeout(abort, ms);
  for (const other of others) {
    if (other?.aborted) abort();
    other?.addEventListener('abort', abort);
  }
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    for (const other of others) other?.removeEventListener('abort', abort);
  }
}
