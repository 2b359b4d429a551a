class TimeoutError extends Error {
  /** As of `AbortSignal.timeout`, which browsers of before 2022 lack. */
  override readonly name = 'TimeoutError';
}

/** Undefined in a browser that lacks or refuses it: what takes too long is then left to itself. */
function newAbortController(): AbortController | undefined {
  try {
    return new AbortController();
  } catch {
    return undefined;
  }
}

/**
 * Does work that is aborted when it takes too long.
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
      reject(new TimeoutError(`This took longer than ${timeoutMs} ms`));
      controller?.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([timeout, work(controller?.signal)]);
  } finally {
    clearTimeout(timer);
  }
}
