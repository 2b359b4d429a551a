import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ClientRedis } from '@nestjs/microservices';
import type { Channel, Message } from '@app/contract';
import { channelName } from './channel-name';
import type { RedisClient } from './connector';
import type { RedisStore } from './redis-store';

/** Nest's Redis client over the connection that the store has already: ringing costs no connection of its own. */
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
 * Rings the doorbells of the contract. A ring is at most once: who rings has written the truth to the store before, and
 * a sweep finds what a lost ring did not tell.
 */
export class EventPublisher implements OnApplicationShutdown {
  private readonly logger = new Logger(EventPublisher.name);
  private readonly client: EventClient;
  /** Rings that Redis did not take. */
  lost = 0;

  constructor(private readonly store: RedisStore) {
    this.client = new EventClient(store.client);
  }

  /** Never throws and never waits. */
  publish<C extends Channel>(channel: C, message: Message<C>): void {
    this.client.emit(channelName(this.store.namespace, channel), message).subscribe({
      error: () => {
        this.lost += 1;
        this.logger.warn({ channel, lost: this.lost }, 'a ring was lost; the sweep will find the work');
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
