import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from './keys';
import { transition } from './transitions';

/** Closes the challenges of a phone that changes hands. It needs no secret. */
export class ChallengeCloser {
  private readonly keys: OtpKeys;
  private readonly script;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.script = transition(store, 'close-all');
  }

  /** @returns the ids of those that were alive */
  async closeAll(phone: E164): Promise<readonly string[]> {
    const partition = this.keys.partitionOf(phone);
    const closed = (await this.script(
      [this.keys.live(partition, phone), this.keys.asked(partition, phone)],
      [this.keys.prefix(partition)],
    )) as string;
    return closed.split(' ').filter(Boolean);
  }
}
