export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Runs work with a signal that aborts after `ms` milliseconds, or when one of the other signals aborts. `AbortSignal.any` is
 * not used: on Node 20, each signal that it derives from a long-lived one leaks memory (nodejs/node#55351).
 */
export async function withTimeLimit<T>(
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
