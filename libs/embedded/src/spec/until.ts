import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 45_000;

/** Resolves when the condition is true. Rejects after the timeout. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('The condition was not met in time.');
    await delay(10);
  }
}
