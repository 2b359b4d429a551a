import { Logger } from '@nestjs/common';
import type { Channel, Message } from '@app/contract';
import { channelName } from './channel-name';
import type { RedisStore } from './redis-store';

/**
 * Publishes the events of the contract, each at most once, in the envelope of Nest's Redis transport. The state is written to the
 * store before, and a sweep finds the work of a lost event.
 */
export class EventPublisher {
  private readonly logger = new Logger(EventPublisher.name);
  /** The number of events that Redis did not accept. */
  lost = 0;

  constructor(private readonly store: RedisStore) {}

  /** Returns at once and never throws. */
  publish<C extends Channel>(channel: C, data: Message<C>): void {
    const pattern = channelName(this.store.namespace, channel);
    // Not Nest's own client: its observables cost more than the command (docs/performance.md).
    this.store.client.publish(pattern, JSON.stringify({ pattern, data })).catch(() => {
      this.lost += 1;
      this.logger.warn({ channel, lost: this.lost }, 'an event was lost; the sweep will find its work');
    });
  }
}
