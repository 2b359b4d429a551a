import type { RedisStore } from '@app/redis';
import { BotTroubles, type RecordedTrouble } from './bot-trouble';

/** The keys in Redis in which the workers record the bot and themselves. */
export const botKeys = {
  /** A hash: the user name of the bot, and the webhook that was set last. */
  identity: (store: RedisStore): string => store.key('bot'),
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

export interface BotPresence {
  /** The name that a worker recorded. */
  readonly username: string | undefined;
  readonly workers: number;
  /** How long Telegram still refuses every call of this bot; 0 without a pause. */
  readonly pauseMs: number;
  /** Why calls of the Bot API fail. */
  readonly telegramTrouble: RecordedTrouble | undefined;
  /** Why Telegram does not deliver updates as the workers have configured it. */
  readonly webhookTrouble: RecordedTrouble | undefined;
}

/** Reads the state of the bot that its workers have recorded. */
export async function botPresence(store: RedisStore): Promise<BotPresence> {
  const { client } = store;
  const now = await store.now();
  const troubles = new BotTroubles(store);
  const [username, workers, pausedUntil, telegramTrouble, webhookTrouble] = await Promise.all([
    client.hget(botKeys.identity(store), 'username'),
    client.zcount(botKeys.workers(store), `(${now - WORKER_FORGOTTEN_MS}`, '+inf'),
    client.get(botKeys.budget(store, BOT_PAUSE)),
    troubles.read('telegram'),
    troubles.read('webhook'),
  ]);
  return {
    ...{ username: username ?? undefined, workers },
    pauseMs: Math.max(0, Number(pausedUntil ?? 0) - now),
    ...{ telegramTrouble, webhookTrouble },
  };
}
