import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 20_000;
const POLL_MS = 20;

/** Waits for a condition; what throws does not hold yet. */
export async function until(condition: () => unknown): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let reason: unknown;
  while (Date.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      reason = error;
    }
    await delay(POLL_MS);
  }
  throw new Error(`It did not come true in time: ${condition.toString()}`, { cause: reason });
}
