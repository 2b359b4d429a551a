import type { RedisStore } from '@app/redis';

/** The keys in Redis in which the workers record the bot and themselves. */
export const botKeys = {
  /** A hash: the user name of the bot, and the webhook that was set last. */
  identity: (store: RedisStore): string => store.key('bot'),
  /** A sorted set: the bots of the running workers, as `id username`, by the time at which a worker recorded each. */
  bots: (store: RedisStore): string => store.key('bots'),
  /** A sorted set: workers by the time of their last heartbeat. */
  workers: (store: RedisStore): string => store.key('workers'),
  budget: (store: RedisStore, part: string): string => store.key('{budget}', part),
};

/** The part of the budget that holds when a pause of the whole bot ends, in ms by the clock of Redis. */
export const BOT_PAUSE = 'pause:bot';

export const BUDGET = {
  /** The part that holds the time of the next free slot for a message. */
  schedule: 'messages',
  /** A sorted set: chats by the time of their last 429. */
  floods: 'floods',
  /** For how long a 429 counts as recent. */
  recentFloodMs: 10_000,
} as const;

/** The lease of the one worker that polls. */
export const POLLING_LEASE = 'polling';

/** A worker without a heartbeat for this long counts as dead; it sends one every second. */
export const WORKER_FORGOTTEN_MS = 3_000;

/** A bot that no worker has recorded for this long has no worker; each worker records its bot every 5 s. */
export const BOT_FORGOTTEN_MS = 15_000;
