import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { readOutboxDepth } from '../scripts';

/** Of one partition; an outbox that holds more is late in any case. */
const MOST_LOOKED_AT = 1_000;

export interface OutboxDepth {
  /** All entries, also those of a later time. */
  readonly entries: number;
  readonly due: number;
  /**
   * How long the entry that was due first has been due, whatever was tried since. An entry whose chat takes nothing (a pause of
   * that chat, a person who blocked the bot) and a parked code do not count.
   */
  readonly oldestDueSeconds: number;
  /** How long an entry has been due without a worker that claimed it; what is retried again and again is claimed. */
  readonly untakenSeconds: number;
}

/** How much work the outbox holds. */
export class OutboxStatistics {
  private readonly keys: OtpKeys;
  private readonly readDepth;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.readDepth = readOutboxDepth(store);
  }

  async read(): Promise<OutboxDepth> {
    const { keys } = this;
    const found = await Promise.all(
      keys
        .partitions()
        .map((partition) =>
          this.readDepth([keys.outbox(partition)], [keys.prefix(partition), MOST_LOOKED_AT]),
        ),
    );
    return {
      entries: sum(found.map(({ entries }) => entries)),
      due: sum(found.map(({ due }) => due)),
      oldestDueSeconds: Math.max(...found.map(({ waitedMs }) => waitedMs)) / 1000,
      untakenSeconds: Math.max(...found.map(({ unclaimedMs }) => unclaimedMs)) / 1000,
    };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
