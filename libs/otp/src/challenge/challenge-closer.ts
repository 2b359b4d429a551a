import type { E164 } from '@app/contract';
import { EventPublisher, type RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { closeChallenges } from './challenge-scripts';
import { ChallengeEvents } from './challenge-events';

/** Closes the live challenges of a phone. It needs no secret. */
export class ChallengeCloser {
  private readonly keys: OtpKeys;
  private readonly script;

  constructor(
    store: RedisStore,
    private readonly events = new ChallengeEvents(new EventPublisher(store)),
  ) {
    this.keys = new OtpKeys(store);
    this.script = closeChallenges(store);
  }

  async closeChallenges(phone: E164): Promise<void> {
    const partition = this.keys.partitionOf(phone);
    const closed = await this.script(
      [this.keys.live(partition, phone), this.keys.botCode(partition, phone)],
      [this.keys.prefix(partition)],
    );
    closed.forEach((challengeId) => this.events.ended(challengeId));
  }
}
