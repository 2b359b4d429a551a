import type { RedisStore } from '@app/redis';
import { BotTroubles, type NotedTrouble } from './bot-trouble';

/** What the workers write down in Redis about the bot and about themselves. */
export const botKeys = {
  /** A hash: user name of the bot, and the webhook as it was set last. */
  identity: (store: RedisStore): string => store.key('bot'),
  /** Workers by the time of their last sign-in. */
  workers: (store: RedisStore): string => store.key('workers'),
  budget: (store: RedisStore, part: string): string => store.key('{budget}', part),
};

/** The part of the budget that holds the end of a pause of the whole bot, in ms by the clock of Redis. */
export const BOT_PAUSE = 'pause:bot';

/** A worker that has not signed in for so long is thought dead; it signs in once a second. */
export const WORKER_FORGOTTEN_MS = 3_000;

export interface BotPresence {
  /** As a worker recorded it. */
  readonly username: string | undefined;
  readonly workers: number;
  /** Telegram wants nothing from this bot for so long. */
  readonly pauseMs: number;
  /** Calls of the Bot API fail. */
  readonly telegramTrouble: NotedTrouble | undefined;
  /** Updates do not come as they were asked for. */
  readonly webhookTrouble: NotedTrouble | undefined;
}

/** How the bot is doing, as its workers tell. */
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
