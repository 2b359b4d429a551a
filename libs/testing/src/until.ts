import { setTimeout as wait } from 'node:timers/promises';

/** Calls `look` until it returns a truthy value; an error counts as falsy. @throws Error after `timeoutMs`, with its cause */
export async function until<T>(
  look: () => T | Promise<T>,
  {
    timeoutMs = 45_000,
    everyMs = 25,
    what = String(look),
  }: { timeoutMs?: number; everyMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let failure: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline)
      throw new Error(`This did not happen within ${timeoutMs} ms: ${what}`, { cause: failure });
    await wait(everyMs);
  }
}

/**
 * Sends a request again while the answer is 503, as its `Retry-After` asks: a back end that could not load the keys of the API in
 * time, on a busy machine for example, answers so.
 */
export const onceAvailable = (send: () => Promise<Response>): Promise<Response> =>
  until(
    async () => {
      const response = await send();
      return response.status === 503 ? undefined : response;
    },
    { what: 'an answer other than 503', everyMs: 200 },
  );
