class TimeoutError extends Error {
  /** The same name as the error of `AbortSignal.timeout`, which browsers from before 2022 lack. */
  override readonly name = 'TimeoutError';
}

/** Returns undefined in a browser without AbortController. Work that times out then goes on, and its result is ignored. */
function newAbortController(): AbortController | undefined {
  try {
    return new AbortController();
  } catch {
    return undefined;
  }
}

/**
 * Runs work and aborts it after the timeout.
 * @throws TimeoutError
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  work: (signal: AbortSignal | undefined) => Promise<Result>,
): Promise<Result> {
  const controller = newAbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError(`The request took longer than ${timeoutMs} ms`));
      controller?.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([timeout, work(controller?.signal)]);
  } finally {
    clearTimeout(timer);
  }
}
