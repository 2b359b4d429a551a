import { optional } from './optional.ts';

class TimeoutError extends Error {
  /** The same name as the error of `AbortSignal.timeout`, which browsers from before 2022 lack. */
  override readonly name = 'TimeoutError';
}

/**
 * Runs work and aborts it after the timeout. In a browser without AbortController, work that times out goes on, and its result is
 * ignored.
 * @throws TimeoutError
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  work: (signal: AbortSignal | undefined) => Promise<Result>,
): Promise<Result> {
  const controller = optional(() => new AbortController());
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
