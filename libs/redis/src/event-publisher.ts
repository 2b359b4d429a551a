import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ClientRedis } from '@nestjs/microservices';
import type { Channel, Message } from '@app/contract';
import { channelName } from './channel-name';
import type { RedisClient } from './connector';
import type { RedisStore } from './redis-store';

/** Nest's Redis client over the connection of the store, so that publishing needs no connection of its own. */
class EventClient extends ClientRedis {
  constructor(client: RedisClient) {
    super({});
    this.pubClient = client as never;
  }

  override connect(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Publishes the events of the contract, each at most once. The state is written to the store before, and a sweep finds the work
 * of a lost event.
 */
export class EventPublisher implements OnApplicationShutdown {
  private readonly logger = new Logger(EventPublisher.name);
  private readonly client: EventClient;
  /** The number of events that Redis did not accept. */
  lost = 0;

  constructor(private readonly store: RedisStore) {
    this.client = new EventClient(store.client);
  }

  /** Returns at once and never throws. */
  publish<C extends Channel>(channel: C, message: Message<C>): void {
    this.client.emit(channelName(this.store.namespace, channel), message).subscribe({
      error: () => {
        this.lost += 1;
        this.logger.warn({ channel, lost: this.lost }, 'an event was lost; the sweep will find its work');
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
