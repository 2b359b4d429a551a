import type { RedisStore, Script } from '@app/redis';
import { OtpKeys } from './keys';
import { asTexts, transition } from './transitions';

/** Of one partition; an outbox that holds more is late by all means. */
const MOST_LOOKED_AT = 1_000;

export interface OutboxDepth {
  /** All that waits, also for a later time. */
  readonly entries: number;
  readonly due: number;
  /**
   * How long the entry that was due first has been due, whatever was tried meanwhile. What waits for its chat (a pause of
   * that chat, a person who has blocked the bot) and what is parked does not count.
   */
  readonly oldestDueSeconds: number;
  /** How long an entry has been due now without a worker that took it; what is tried again and again is taken. */
  readonly untakenSeconds: number;
}

/** How much the workers have to do, for whoever watches. */
export class OutboxStatistics {
  private readonly keys: OtpKeys;
  private readonly script: Script;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.script = transition(store, 'outbox-depth');
  }

  async read(): Promise<OutboxDepth> {
    const { keys } = this;
    const found = await Promise.all(
      keys.partitions().map(async (partition) => {
        const reply = await this.script([keys.outbox(partition)], [keys.prefix(partition), MOST_LOOKED_AT]);
        const [entries = 0, due = 0, waitedMs = 0, untakenMs = 0] = asTexts(reply).map(Number);
        return { entries, due, waitedMs, untakenMs };
      }),
    );
    return {
      entries: sum(found.map(({ entries }) => entries)),
      due: sum(found.map(({ due }) => due)),
      oldestDueSeconds: Math.max(...found.map(({ waitedMs }) => waitedMs)) / 1000,
      untakenSeconds: Math.max(...found.map(({ untakenMs }) => untakenMs)) / 1000,
    };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
