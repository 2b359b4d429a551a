import type { RedisStore } from './redis-store';

/**
 * Resolves once Redis has received the events that were published before, for a process that ends right after. Redis runs
 * the commands of a connection in order, so the answer to a later `PING` proves it.
 */
export async function untilPublished(store: RedisStore): Promise<void> {
  await store.client.ping();
}
