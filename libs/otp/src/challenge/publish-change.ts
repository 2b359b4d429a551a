import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventPublisher, RedisStore } from '@app/redis';
import type { PublishChange } from './challenge';

/** The API's event streams read a challenge again when its change is published. */
export const challengeChanges =
  (events: EventPublisher): PublishChange =>
  (challengeId) =>
    events.publish('challenge.changed', { v: 1, challengeId });

/**
 * Resolves once Redis has what was published before, for a process that ends right after: Redis runs the commands of a
 * connection in order, so the answer to a later one proves it.
 */
export async function untilPublished(store: RedisStore): Promise<void> {
  await nextTurn();
  await store.client.ping();
}
