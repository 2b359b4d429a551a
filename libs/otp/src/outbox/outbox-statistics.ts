import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { readOutboxDepth } from './outbox-scripts';

/** The most entries that are read of one partition. An outbox that holds more is late in any case. */
const MAX_ENTRIES_READ = 1_000;

export interface OutboxDepth {
  /** All entries, including those that are due later. */
  readonly entries: number;
  readonly due: number;
  /**
   * How long the oldest entry has been waiting since it was first due, including retries. Parked codes do not count, nor does
   * the time while a chat accepts nothing (the chat is paused, or its person blocked the bot).
   */
  readonly oldestDueSeconds: number;
  /** How long the oldest due entry has waited for a claim. An entry that workers keep retrying does not count: they claim it. */
  readonly untakenSeconds: number;
}

/** Measures how much work the outbox holds. */
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
          this.readDepth([keys.outbox(partition)], [keys.prefix(partition), MAX_ENTRIES_READ]),
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
