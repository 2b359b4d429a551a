import { Logger } from '@nestjs/common';
import type { Channel, Message } from '@app/contract';
import { channelName } from './channel-name';
import type { RedisStore } from './redis-store';

/** The arguments of the PUBLISH of an event: its channel, and its text in the envelope of Nest's Redis transport. */
export function publishArguments<C extends Channel>(
  { namespace }: RedisStore,
  channel: C,
  data: Message<C>,
): [channel: string, text: string] {
  const pattern = channelName(namespace, channel);
  return [pattern, JSON.stringify({ pattern, data })];
}

/**
 * Publishes the events of the contract, each at most once. The state is written to its store before, so no guarantee depends on an
 * event.
 */
export class EventPublisher {
  private readonly logger = new Logger(EventPublisher.name);
  /** The number of events that Redis did not accept. */
  lost = 0;

  constructor(private readonly store: RedisStore) {}

  /** Returns at once and never throws. */
  publish<C extends Channel>(channel: C, data: Message<C>): void {
    // Not Nest's own client: its observables cost more than the command (docs/performance.md).
    this.store.client.publish(...publishArguments(this.store, channel, data)).catch(() => {
      this.lost += 1;
      this.logger.warn({ channel, lost: this.lost }, 'an event was lost');
    });
  }
}
