import { EventPublisher, UnfitRedis, untilPublished } from '@app/redis';
import { RedisInaccessible, RedisUnavailable, type Stores } from './stores';

/**
 * Publishes events about what a command has changed, and waits until Redis has them. The change is stored already, so the
 * command succeeds even while Redis is unavailable.
 * @returns whether Redis received the events
 */
export async function publishEvents(
  stores: Stores,
  publish: (events: EventPublisher) => void,
): Promise<boolean> {
  try {
    const store = await stores.redis();
    publish(new EventPublisher(store));
    await untilPublished(store);
    return true;
  } catch (error) {
    if (
      error instanceof RedisUnavailable ||
      error instanceof RedisInaccessible ||
      error instanceof UnfitRedis
    )
      return false;
    throw error;
  }
}
