import type { RedisStore } from '@app/redis';
import { OtpKeys } from './keys';

export interface OutboxDepth {
  /** All that waits, also for a later time. */
  readonly entries: number;
  readonly due: number;
  /** How long the entry that is due first has been due. */
  readonly oldestDueSeconds: number;
}

/** How much the workers have to do, for whoever watches. */
export async function outboxDepth(store: RedisStore): Promise<OutboxDepth> {
  const keys = new OtpKeys(store);
  const { client } = store;
  const now = await store.now();
  const found = await Promise.all(
    keys.partitions().map(async (partition) => {
      const outbox = keys.outbox(partition);
      return Promise.all([
        client.zcard(outbox),
        client.zcount(outbox, '-inf', now),
        client.zrange(outbox, 0, 0, 'WITHSCORES'),
      ]);
    }),
  );
  const ages = found.map(([, , [, score]]) => (score === undefined ? 0 : now - Number(score)));
  return {
    entries: sum(found.map(([entries]) => entries)),
    due: sum(found.map(([, due]) => due)),
    oldestDueSeconds: Math.max(0, ...ages) / 1000,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
