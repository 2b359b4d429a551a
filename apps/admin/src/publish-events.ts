import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventPublisher, UnfitRedis } from '@app/redis';
import { RedisInaccessible, RedisUnavailable, type Stores } from './stores';

/**
 * Publishes events about what a command has changed, and waits until Redis has them: the process ends right after. The
 * change is stored already, so an unavailable Redis is no failure of the command.
 * @returns whether Redis received the events
 */
export async function publishEvents(
  stores: Stores,
  publish: (events: EventPublisher) => void,
): Promise<boolean> {
  try {
    const store = await stores.redis();
    publish(new EventPublisher(store));
    // Redis runs the commands of a connection in order, so the answer to a later `ping` proves that it has the events.
    await nextTurn();
    await store.ping();
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
